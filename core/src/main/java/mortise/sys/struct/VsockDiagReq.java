package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct vsock_diag_req}, sock_diag(7): asks for sockets of vsock(7). */
@Header(value = "linux/vm_sockets_diag.h", struct = "struct vsock_diag_req")
public final class VsockDiagReq {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("sdiag_family"),
          JAVA_BYTE.withName("sdiag_protocol"),
          paddingLayout(2),
          JAVA_INT_UNALIGNED.withName("vdiag_states"),
          JAVA_INT_UNALIGNED.withName("vdiag_ino"),
          JAVA_INT_UNALIGNED.withName("vdiag_show"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("vdiag_cookie"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private VsockDiagReq() {}

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

  public static int vdiag_states(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void vdiag_states(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int vdiag_ino(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void vdiag_ino(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int vdiag_show(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void vdiag_show(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  public static MemorySegment vdiag_cookie(MemorySegment s) {
    return s.asSlice(16, 8);
  }
}
