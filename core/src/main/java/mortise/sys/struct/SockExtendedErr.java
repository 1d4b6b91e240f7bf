package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sock_extended_err}, ip(7): what came back for a packet that was sent. The address
 * of the reporting host follows.
 */
@Header(
    value = {"time.h", "linux/errqueue.h"},
    struct = "struct sock_extended_err")
public final class SockExtendedErr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("ee_errno"),
          JAVA_BYTE.withName("ee_origin"),
          JAVA_BYTE.withName("ee_type"),
          JAVA_BYTE.withName("ee_code"),
          paddingLayout(1),
          JAVA_INT_UNALIGNED.withName("ee_info"),
          JAVA_INT_UNALIGNED.withName("ee_data"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockExtendedErr() {}

  public static int ee_errno(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static int ee_origin(MemorySegment s) {
    return s.get(JAVA_BYTE, 4) & 0xff;
  }

  public static int ee_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 5) & 0xff;
  }

  public static int ee_code(MemorySegment s) {
    return s.get(JAVA_BYTE, 6) & 0xff;
  }

  public static int ee_info(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static int ee_data(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }
}
