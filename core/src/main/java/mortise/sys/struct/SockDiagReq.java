package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sock_diag_req}, sock_diag(7): what every request begins with. */
@Header(value = "linux/sock_diag.h", struct = "struct sock_diag_req")
public final class SockDiagReq {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_BYTE.withName("sdiag_family"), JAVA_BYTE.withName("sdiag_protocol"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockDiagReq() {}

  public static int sdiag_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void sdiag_family(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int sdiag_protocol(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void sdiag_protocol(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }
}
