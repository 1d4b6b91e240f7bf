package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct in6_flowlabel_req}: what is asked of the manager of IPv6 flow labels. */
@Header(value = "linux/in6.h", struct = "struct in6_flowlabel_req")
public final class In6FlowlabelReq {
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          sequenceLayout(16, JAVA_BYTE).withName("flr_dst"),
          BE32.withName("flr_label"),
          JAVA_BYTE.withName("flr_action"),
          JAVA_BYTE.withName("flr_share"),
          JAVA_SHORT_UNALIGNED.withName("flr_flags"),
          JAVA_SHORT_UNALIGNED.withName("flr_expires"),
          JAVA_SHORT_UNALIGNED.withName("flr_linger"),
          JAVA_INT_UNALIGNED.withName("__flr_pad"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private In6FlowlabelReq() {}

  public static MemorySegment flr_dst(MemorySegment s) {
    return s.asSlice(0, 16);
  }

  public static int flr_label(MemorySegment s) {
    return s.get(BE32, 16);
  }

  public static void flr_label(MemorySegment s, int value) {
    s.set(BE32, 16, value);
  }

  public static int flr_action(MemorySegment s) {
    return s.get(JAVA_BYTE, 20) & 0xff;
  }

  public static void flr_action(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 20, (byte) value);
  }

  public static int flr_share(MemorySegment s) {
    return s.get(JAVA_BYTE, 21) & 0xff;
  }

  public static void flr_share(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 21, (byte) value);
  }

  public static int flr_flags(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 22) & 0xffff;
  }

  public static void flr_flags(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 22, (short) value);
  }

  /** Seconds. */
  public static void flr_expires(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 24, (short) value);
  }

  /** Seconds. */
  public static void flr_linger(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 26, (short) value);
  }
}
