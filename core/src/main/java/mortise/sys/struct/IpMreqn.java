package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct ip_mreqn}, ip(7): a group and the index of an interface. */
@Header(value = "netinet/in.h", struct = "struct ip_mreqn")
public final class IpMreqn {
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          BE32.withName("imr_multiaddr"),
          BE32.withName("imr_address"),
          JAVA_INT_UNALIGNED.withName("imr_ifindex"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private IpMreqn() {}

  public static int imr_multiaddr(MemorySegment s) {
    return s.get(BE32, 0);
  }

  public static void imr_multiaddr(MemorySegment s, int value) {
    s.set(BE32, 0, value);
  }

  public static int imr_address(MemorySegment s) {
    return s.get(BE32, 4);
  }

  public static void imr_address(MemorySegment s, int value) {
    s.set(BE32, 4, value);
  }

  public static int imr_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void imr_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }
}
