package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct unix_diag_rqlen}, sock_diag(7): what waits in a UNIX socket. */
@Header(value = "linux/unix_diag.h", struct = "struct unix_diag_rqlen")
public final class UnixDiagRqlen {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("udiag_rqueue"), JAVA_INT_UNALIGNED.withName("udiag_wqueue"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private UnixDiagRqlen() {}

  public static int udiag_rqueue(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static int udiag_wqueue(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }
}
