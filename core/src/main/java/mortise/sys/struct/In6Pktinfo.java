package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct in6_pktinfo}, ipv6(7): the interface and the address of a datagram. */
@Header(value = "netinet/in.h", struct = "struct in6_pktinfo")
public final class In6Pktinfo {
  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ipi6_addr"),
          JAVA_INT_UNALIGNED.withName("ipi6_ifindex"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private In6Pktinfo() {}

  public static MemorySegment ipi6_addr(MemorySegment s) {
    return s.asSlice(0, 16);
  }

  public static int ipi6_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void ipi6_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }
}
