package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct in_pktinfo}, ip(7): the interface and the addresses of a datagram. */
@Header(value = "netinet/in.h", struct = "struct in_pktinfo")
public final class InPktinfo {
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("ipi_ifindex"),
          BE32.withName("ipi_spec_dst"),
          BE32.withName("ipi_addr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private InPktinfo() {}

  public static int ipi_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void ipi_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int ipi_spec_dst(MemorySegment s) {
    return s.get(BE32, 4);
  }

  public static void ipi_spec_dst(MemorySegment s, int value) {
    s.set(BE32, 4, value);
  }

  public static int ipi_addr(MemorySegment s) {
    return s.get(BE32, 8);
  }

  public static void ipi_addr(MemorySegment s, int value) {
    s.set(BE32, 8, value);
  }
}
