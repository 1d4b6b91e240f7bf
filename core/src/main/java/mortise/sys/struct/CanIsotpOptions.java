package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct can_isotp_options}: how ISO-TP addresses and pads. */
@Header(value = "linux/can/isotp.h", struct = "struct can_isotp_options")
public final class CanIsotpOptions {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("flags"),
          JAVA_INT_UNALIGNED.withName("frame_txtime"),
          JAVA_BYTE.withName("ext_address"),
          JAVA_BYTE.withName("txpad_content"),
          JAVA_BYTE.withName("rxpad_content"),
          JAVA_BYTE.withName("rx_ext_address"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private CanIsotpOptions() {}

  public static int flags(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void flags(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int frame_txtime(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void frame_txtime(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int ext_address(MemorySegment s) {
    return s.get(JAVA_BYTE, 8) & 0xff;
  }

  public static void ext_address(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 8, (byte) value);
  }

  public static int txpad_content(MemorySegment s) {
    return s.get(JAVA_BYTE, 9) & 0xff;
  }

  public static void txpad_content(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 9, (byte) value);
  }

  public static int rxpad_content(MemorySegment s) {
    return s.get(JAVA_BYTE, 10) & 0xff;
  }

  public static void rxpad_content(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 10, (byte) value);
  }

  public static int rx_ext_address(MemorySegment s) {
    return s.get(JAVA_BYTE, 11) & 0xff;
  }

  public static void rx_ext_address(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 11, (byte) value);
  }
}
