package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.struct.Pointers.buffer;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct inet_diag_req_v2}, sock_diag(7): asks for sockets over IP. */
@Header(value = "linux/inet_diag.h", struct = "struct inet_diag_req_v2")
public final class InetDiagReqV2 {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("sdiag_family"),
          JAVA_BYTE.withName("sdiag_protocol"),
          JAVA_BYTE.withName("idiag_ext"),
          paddingLayout(1),
          JAVA_INT_UNALIGNED.withName("idiag_states"),
          MemoryLayout.sequenceLayout(48, JAVA_BYTE).withName("id"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private InetDiagReqV2() {}

  public static int sdiag_family(MemorySegment s) {
    return buffer(s).get(0) & 0xff;
  }

  public static void sdiag_family(MemorySegment s, int value) {
    buffer(s).put(0, (byte) value);
  }

  public static int sdiag_protocol(MemorySegment s) {
    return buffer(s).get(1) & 0xff;
  }

  public static void sdiag_protocol(MemorySegment s, int value) {
    buffer(s).put(1, (byte) value);
  }

  public static int idiag_ext(MemorySegment s) {
    return buffer(s).get(2) & 0xff;
  }

  public static void idiag_ext(MemorySegment s, int value) {
    buffer(s).put(2, (byte) value);
  }

  public static int idiag_states(MemorySegment s) {
    return buffer(s).getInt(4);
  }

  public static void idiag_states(MemorySegment s, int value) {
    buffer(s).putInt(4, value);
  }

  public static MemorySegment id(MemorySegment s) {
    return s.asSlice(8, 48);
  }
}
