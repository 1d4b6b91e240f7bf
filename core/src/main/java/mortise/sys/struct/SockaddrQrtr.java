package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_qrtr}: a node and a port of the Qualcomm IPC router. */
@Header(value = "linux/qrtr.h", struct = "struct sockaddr_qrtr")
public final class SockaddrQrtr {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sq_family"),
          paddingLayout(2),
          JAVA_INT_UNALIGNED.withName("sq_node"),
          JAVA_INT_UNALIGNED.withName("sq_port"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrQrtr() {}

  public static int sq_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void sq_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int sq_node(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void sq_node(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int sq_port(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void sq_port(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }
}
