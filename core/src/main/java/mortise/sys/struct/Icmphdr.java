package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.MemoryLayout.unionLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct icmphdr}, RFC 792: the head of an ICMP message. */
@Header(value = "netinet/ip_icmp.h", struct = "struct icmphdr")
public final class Icmphdr {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_BYTE.withName("type"),
          JAVA_BYTE.withName("code"),
          BE16.withName("checksum"),
          unionLayout(
                  structLayout(BE16.withName("id"), BE16.withName("sequence")).withName("echo"),
                  BE32.withName("gateway"))
              .withName("un"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Icmphdr() {}

  public static int type(MemorySegment s) {
    return s.get(JAVA_BYTE, 0) & 0xff;
  }

  public static void type(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 0, (byte) value);
  }

  public static int code(MemorySegment s) {
    return s.get(JAVA_BYTE, 1) & 0xff;
  }

  public static void code(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 1, (byte) value);
  }

  public static int checksum(MemorySegment s) {
    return s.get(BE16, 2) & 0xffff;
  }

  public static void checksum(MemorySegment s, int value) {
    s.set(BE16, 2, (short) value);
  }

  public static int id(MemorySegment s) {
    return s.get(BE16, 4) & 0xffff;
  }

  public static void id(MemorySegment s, int value) {
    s.set(BE16, 4, (short) value);
  }

  public static int sequence(MemorySegment s) {
    return s.get(BE16, 6) & 0xffff;
  }

  public static void sequence(MemorySegment s, int value) {
    s.set(BE16, 6, (short) value);
  }

  public static int gateway(MemorySegment s) {
    return s.get(BE32, 4);
  }

  public static void gateway(MemorySegment s, int value) {
    s.set(BE32, 4, value);
  }
}
