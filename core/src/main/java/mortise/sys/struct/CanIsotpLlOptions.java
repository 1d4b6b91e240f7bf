package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct can_isotp_ll_options}: the frames below ISO-TP. */
@Header(value = "linux/can/isotp.h", struct = "struct can_isotp_ll_options")
public final class CanIsotpLlOptions {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("mtu"), JAVA_BYTE.withName("tx_dl"), JAVA_BYTE.withName("tx_flags"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private CanIsotpLlOptions() {}

  public static int mtu(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void mtu(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int tx_dl(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void tx_dl(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int tx_flags(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static void tx_flags(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 2, (byte) value);
  }
}
