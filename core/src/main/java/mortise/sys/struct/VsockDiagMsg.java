package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct vsock_diag_msg}, sock_diag(7): a socket of vsock(7). */
@Header(value = "linux/vm_sockets_diag.h", struct = "struct vsock_diag_msg")
public final class VsockDiagMsg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("vdiag_family"),
          JAVA_BYTE.withName("vdiag_type"),
          JAVA_BYTE.withName("vdiag_state"),
          JAVA_BYTE.withName("vdiag_shutdown"),
          JAVA_INT_UNALIGNED.withName("vdiag_src_cid"),
          JAVA_INT_UNALIGNED.withName("vdiag_src_port"),
          JAVA_INT_UNALIGNED.withName("vdiag_dst_cid"),
          JAVA_INT_UNALIGNED.withName("vdiag_dst_port"),
          JAVA_INT_UNALIGNED.withName("vdiag_ino"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("vdiag_cookie"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private VsockDiagMsg() {}

  public static int vdiag_family(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static int vdiag_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static int vdiag_state(MemorySegment s) {
    return s.get(JAVA_BYTE, 2) & 0xff;
  }

  public static int vdiag_shutdown(MemorySegment s) {
    return s.get(JAVA_BYTE, 3) & 0xff;
  }

  public static int vdiag_src_cid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static int vdiag_src_port(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static int vdiag_dst_cid(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static int vdiag_dst_port(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static int vdiag_ino(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 20);
  }

  public static MemorySegment vdiag_cookie(MemorySegment s) {
    return s.asSlice(24, 8);
  }
}
