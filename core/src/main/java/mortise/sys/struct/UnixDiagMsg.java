package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct unix_diag_msg}, sock_diag(7): a UNIX socket. */
@Header(value = "linux/unix_diag.h", struct = "struct unix_diag_msg")
public final class UnixDiagMsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("udiag_family"),
          JAVA_BYTE.withName("udiag_type"),
          JAVA_BYTE.withName("udiag_state"),
          paddingLayout(1),
          JAVA_INT_UNALIGNED.withName("udiag_ino"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("udiag_cookie"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private UnixDiagMsg() {}

  public static int udiag_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static int udiag_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static int udiag_state(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static int udiag_ino(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static MemorySegment udiag_cookie(MemorySegment s) {
    return s.asSlice(8, 8);
  }
}
