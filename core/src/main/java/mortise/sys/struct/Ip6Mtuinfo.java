package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ip6_mtuinfo}, RFC 3542: the path MTU towards an address. */
@Header(value = "netinet/in.h", struct = "struct ip6_mtuinfo")
public final class Ip6Mtuinfo {
  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(28, JAVA_BYTE).withName("ip6m_addr"),
          JAVA_INT_UNALIGNED.withName("ip6m_mtu"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ip6Mtuinfo() {}

  public static MemorySegment ip6m_addr(MemorySegment s) {
    return s.asSlice(0, 28);
  }

  public static int ip6m_mtu(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 28);
  }
}
