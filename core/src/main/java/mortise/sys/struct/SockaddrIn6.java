package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in6}, ipv6(7): all in network order save {@code sin6_scope_id}, which is
 * an interface index of this host.
 */
@Header(value = "netinet/in.h", struct = "struct sockaddr_in6")
public final class SockaddrIn6 {
  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt FLOW = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong HALF =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sin6_family"),
          PORT.withName("sin6_port"),
          FLOW.withName("sin6_flowinfo"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
          JAVA_INT_UNALIGNED.withName("sin6_scope_id"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrIn6() {}

  // By way of a buffer, since the first use of a layout costs a start milliseconds.

  public static int sin6_port(MemorySegment s) {
    return s.asByteBuffer().getShort(2) & 0xffff;
  }

  public static int sin6_flowinfo(MemorySegment s) {
    return s.asByteBuffer().getInt(4);
  }

  /** The first eight bytes of the address. */
  public static long high(MemorySegment s) {
    return s.asByteBuffer().getLong(8);
  }

  /** The last eight bytes of the address. */
  public static long low(MemorySegment s) {
    return s.asByteBuffer().getLong(16);
  }

  public static int sin6_scope_id(MemorySegment s) {
    return s.asByteBuffer().order(ByteOrder.nativeOrder()).getInt(24);
  }

  public static void set(
      MemorySegment s, int family, int port, int flow, long high, long low, int scope) {
    ByteBuffer bytes = s.asByteBuffer();
    bytes.order(ByteOrder.nativeOrder()).putShort(0, (short) family).putInt(24, scope);
    bytes.order(ByteOrder.BIG_ENDIAN).putShort(2, (short) port).putInt(4, flow);
    bytes.putLong(8, high).putLong(16, low);
  }
}
