package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct ip6_hdr}, RFC 8200: the head of an IPv6 packet. {@code ip6_flow} is version, class
 * and flow label in one.
 */
@Header(value = "netinet/ip6.h", struct = "struct ip6_hdr")
public final class Ip6Hdr {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          BE32.withName("ip6_flow"),
          BE16.withName("ip6_plen"),
          JAVA_BYTE.withName("ip6_nxt"),
          JAVA_BYTE.withName("ip6_hlim"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ip6_src"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ip6_dst"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Ip6Hdr() {}

  public static int ip6_flow(MemorySegment s) {
    return s.get(BE32, 0);
  }

  public static void ip6_flow(MemorySegment s, int value) {
    s.set(BE32, 0, value);
  }

  public static int ip6_plen(MemorySegment s) {
    return s.get(BE16, 4) & 0xffff;
  }

  public static void ip6_plen(MemorySegment s, int value) {
    s.set(BE16, 4, (short) value);
  }

  public static int ip6_nxt(MemorySegment s) {
    return s.get(JAVA_BYTE, 6) & 0xff;
  }

  public static void ip6_nxt(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 6, (byte) value);
  }

  public static int ip6_hlim(MemorySegment s) {
    return s.get(JAVA_BYTE, 7) & 0xff;
  }

  public static void ip6_hlim(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 7, (byte) value);
  }

  public static MemorySegment ip6_src(MemorySegment s) {
    return s.asSlice(8, 16);
  }

  public static MemorySegment ip6_dst(MemorySegment s) {
    return s.asSlice(24, 16);
  }
}
