package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct can_isotp_fc_options}: the flow control that ISO-TP asks of a sender. */
@Header(value = "linux/can/isotp.h", struct = "struct can_isotp_fc_options")
public final class CanIsotpFcOptions {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("bs"), JAVA_BYTE.withName("stmin"), JAVA_BYTE.withName("wftmax"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private CanIsotpFcOptions() {}

  public static int bs(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void bs(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int stmin(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void stmin(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int wftmax(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static void wftmax(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 2, (byte) value);
  }
}
