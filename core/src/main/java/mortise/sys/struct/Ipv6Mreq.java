package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct ipv6_mreq}, ipv6(7): a group and the index of an interface. */
@Header(value = "netinet/in.h", struct = "struct ipv6_mreq")
public final class Ipv6Mreq {
  public static final StructLayout LAYOUT =
      structLayout(
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ipv6mr_multiaddr"),
          JAVA_INT_UNALIGNED.withName("ipv6mr_interface"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ipv6Mreq() {}

  public static MemorySegment ipv6mr_multiaddr(MemorySegment s) {
    return s.asSlice(0, 16);
  }

  public static int ipv6mr_interface(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void ipv6mr_interface(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }
}
