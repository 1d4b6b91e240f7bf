package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct iphdr}, RFC 791: the head of an IPv4 packet. Its first byte is the version (high
 * half) and the length in words.
 */
@Header(value = "netinet/ip.h", struct = "struct iphdr")
public final class Iphdr {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          paddingLayout(1),
          JAVA_BYTE.withName("tos"),
          BE16.withName("tot_len"),
          BE16.withName("id"),
          BE16.withName("frag_off"),
          JAVA_BYTE.withName("ttl"),
          JAVA_BYTE.withName("protocol"),
          BE16.withName("check"),
          BE32.withName("saddr"),
          BE32.withName("daddr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Iphdr() {}

  public static int tos(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void tos(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int tot_len(MemorySegment s) {
    return s.get(BE16, 2) & 0xffff;
  }

  public static void tot_len(MemorySegment s, int value) {
    s.set(BE16, 2, (short) value);
  }

  public static int id(MemorySegment s) {
    return s.get(BE16, 4) & 0xffff;
  }

  public static void id(MemorySegment s, int value) {
    s.set(BE16, 4, (short) value);
  }

  public static int frag_off(MemorySegment s) {
    return s.get(BE16, 6) & 0xffff;
  }

  public static void frag_off(MemorySegment s, int value) {
    s.set(BE16, 6, (short) value);
  }

  public static int ttl(MemorySegment s) {
    return s.get(JAVA_BYTE, 8) & 0xff;
  }

  public static void ttl(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 8, (byte) value);
  }

  public static int protocol(MemorySegment s) {
    return s.get(JAVA_BYTE, 9) & 0xff;
  }

  public static void protocol(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 9, (byte) value);
  }

  public static int check(MemorySegment s) {
    return s.get(BE16, 10) & 0xffff;
  }

  public static void check(MemorySegment s, int value) {
    s.set(BE16, 10, (short) value);
  }

  public static int saddr(MemorySegment s) {
    return s.get(BE32, 12);
  }

  public static void saddr(MemorySegment s, int value) {
    s.set(BE32, 12, value);
  }

  public static int daddr(MemorySegment s) {
    return s.get(BE32, 16);
  }

  public static void daddr(MemorySegment s, int value) {
    s.set(BE32, 16, value);
  }

  /** The version: 4. */
  public static int version(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) >> 4 & 0xf;
  }

  /** The length of the head in 32-bit words: 5 without options. */
  public static int ihl(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xf;
  }

  public static void version(MemorySegment s, int version, int ihl) {
    s.set(JAVA_BYTE, 0, (byte) (version << 4 | ihl));
  }
}
