package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code struct sockaddr_in}, ip(7): an IPv4 address and port, both in network order. */
@Header(value = "netinet/in.h", struct = "struct sockaddr_in")
public final class SockaddrIn {
  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt ADDRESS =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sin_family"),
          PORT.withName("sin_port"),
          ADDRESS.withName("sin_addr"),
          paddingLayout(8));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrIn() {}

  // By way of a buffer, since the first use of a layout costs a start milliseconds.

  public static int sin_port(MemorySegment s) {
    return s.asByteBuffer().getShort(2) & 0xffff;
  }

  public static int sin_addr(MemorySegment s) {
    return s.asByteBuffer().getInt(4);
  }

  public static void set(MemorySegment s, int family, int port, int address) {
    ByteBuffer bytes = s.asByteBuffer();
    bytes.order(ByteOrder.nativeOrder()).putShort(0, (short) family);
    bytes.order(ByteOrder.BIG_ENDIAN).putShort(2, (short) port).putInt(4, address);
  }
}
