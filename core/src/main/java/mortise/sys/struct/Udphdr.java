package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** {@code struct udphdr}, RFC 768: the head of a UDP datagram. */
@Header(value = "netinet/udp.h", struct = "struct udphdr")
public final class Udphdr {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          BE16.withName("source"),
          BE16.withName("dest"),
          BE16.withName("len"),
          BE16.withName("check"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Udphdr() {}

  public static int source(MemorySegment s) {
    return s.get(BE16, 0) & 0xffff;
  }

  public static void source(MemorySegment s, int value) {
    s.set(BE16, 0, (short) value);
  }

  public static int dest(MemorySegment s) {
    return s.get(BE16, 2) & 0xffff;
  }

  public static void dest(MemorySegment s, int value) {
    s.set(BE16, 2, (short) value);
  }

  public static int len(MemorySegment s) {
    return s.get(BE16, 4) & 0xffff;
  }

  public static void len(MemorySegment s, int value) {
    s.set(BE16, 4, (short) value);
  }

  public static int check(MemorySegment s) {
    return s.get(BE16, 6) & 0xffff;
  }

  public static void check(MemorySegment s, int value) {
    s.set(BE16, 6, (short) value);
  }
}
