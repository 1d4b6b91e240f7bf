package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct ip_mreq_source}, ip(7): a group, the address of an interface, and a sender. */
@Header(value = "netinet/in.h", struct = "struct ip_mreq_source")
public final class IpMreqSource {
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          BE32.withName("imr_multiaddr"),
          BE32.withName("imr_interface"),
          BE32.withName("imr_sourceaddr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private IpMreqSource() {}

  public static int imr_multiaddr(MemorySegment s) {
    return s.get(BE32, 0);
  }

  public static void imr_multiaddr(MemorySegment s, int value) {
    s.set(BE32, 0, value);
  }

  public static int imr_interface(MemorySegment s) {
    return s.get(BE32, 4);
  }

  public static void imr_interface(MemorySegment s, int value) {
    s.set(BE32, 4, value);
  }

  public static int imr_sourceaddr(MemorySegment s) {
    return s.get(BE32, 8);
  }

  public static void imr_sourceaddr(MemorySegment s, int value) {
    s.set(BE32, 8, value);
  }
}
