package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct icmp6_hdr}, RFC 4443: the head of an ICMPv6 message. */
@Header(value = "netinet/icmp6.h", struct = "struct icmp6_hdr")
public final class Icmp6Hdr {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("icmp6_type"),
          JAVA_BYTE.withName("icmp6_code"),
          BE16.withName("icmp6_cksum"),
          BE16.withName("icmp6_id"),
          BE16.withName("icmp6_seq"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Icmp6Hdr() {}

  public static int icmp6_type(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void icmp6_type(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int icmp6_code(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void icmp6_code(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int icmp6_cksum(MemorySegment s) {
    return s.get(BE16, 2) & 0xffff;
  }

  public static void icmp6_cksum(MemorySegment s, int value) {
    s.set(BE16, 2, (short) value);
  }

  public static int icmp6_id(MemorySegment s) {
    return s.get(BE16, 4) & 0xffff;
  }

  public static void icmp6_id(MemorySegment s, int value) {
    s.set(BE16, 4, (short) value);
  }

  public static int icmp6_seq(MemorySegment s) {
    return s.get(BE16, 6) & 0xffff;
  }

  public static void icmp6_seq(MemorySegment s, int value) {
    s.set(BE16, 6, (short) value);
  }
}
