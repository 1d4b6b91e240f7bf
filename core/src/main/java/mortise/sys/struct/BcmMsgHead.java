package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct bcm_msg_head}: an order to the CAN broadcast manager; {@code nframes} frames
 * follow.
 */
@Header(
    value = {"sys/time.h", "linux/can/bcm.h"},
    struct = "struct bcm_msg_head")
public final class BcmMsgHead {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("opcode"),
          JAVA_INT_UNALIGNED.withName("flags"),
          JAVA_INT_UNALIGNED.withName("count"),
          paddingLayout(4),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ival1"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ival2"),
          JAVA_INT_UNALIGNED.withName("can_id"),
          JAVA_INT_UNALIGNED.withName("nframes"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private BcmMsgHead() {}

  public static int opcode(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void opcode(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int count(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void count(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static MemorySegment ival1(MemorySegment s) {
    return s.asSlice(16, 16);
  }

  public static MemorySegment ival2(MemorySegment s) {
    return s.asSlice(32, 16);
  }

  public static int can_id(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 48);
  }

  public static void can_id(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 48, value);
  }

  public static int nframes(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 52);
  }

  public static void nframes(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 52, value);
  }
}
