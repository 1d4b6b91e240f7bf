package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct canfd_frame}: a frame of a CAN FD bus. */
@Header(value = "linux/can.h", struct = "struct canfd_frame")
public final class CanfdFrame {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("can_id"),
          JAVA_BYTE.withName("len"),
          JAVA_BYTE.withName("flags"),
          paddingLayout(2),
          MemoryLayout.sequenceLayout(64, JAVA_BYTE).withName("data"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private CanfdFrame() {}

  public static int can_id(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void can_id(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int len(MemorySegment s) {
    return s.get(JAVA_BYTE, 4) & 0xff;
  }

  public static void len(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 4, (byte) value);
  }

  public static int flags(MemorySegment s) {
    return s.get(JAVA_BYTE, 5) & 0xff;
  }

  public static void flags(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 5, (byte) value);
  }

  public static MemorySegment data(MemorySegment s) {
    return s.asSlice(8, 64);
  }
}
