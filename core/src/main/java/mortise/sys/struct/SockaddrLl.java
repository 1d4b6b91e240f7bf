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

/** {@code struct sockaddr_ll}, packet(7): an interface, a protocol and a hardware address. */
@Header(value = "linux/if_packet.h", struct = "struct sockaddr_ll")
public final class SockaddrLl {
  private static final ValueLayout.OfShort BE16 =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("sll_family"),
          BE16.withName("sll_protocol"),
          JAVA_INT_UNALIGNED.withName("sll_ifindex"),
          JAVA_SHORT_UNALIGNED.withName("sll_hatype"),
          JAVA_BYTE.withName("sll_pkttype"),
          JAVA_BYTE.withName("sll_halen"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sll_addr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrLl() {}

  public static int sll_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void sll_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int sll_protocol(MemorySegment s) {
    return s.get(BE16, 2) & 0xffff;
  }

  public static void sll_protocol(MemorySegment s, int value) {
    s.set(BE16, 2, (short) value);
  }

  public static int sll_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void sll_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int sll_hatype(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 8) & 0xffff;
  }

  public static void sll_hatype(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 8, (short) value);
  }

  public static int sll_pkttype(MemorySegment s) {
    return s.get(JAVA_BYTE, 10) & 0xff;
  }

  public static void sll_pkttype(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 10, (byte) value);
  }

  public static int sll_halen(MemorySegment s) {
    return s.get(JAVA_BYTE, 11) & 0xff;
  }

  public static void sll_halen(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 11, (byte) value);
  }

  public static MemorySegment sll_addr(MemorySegment s) {
    return s.asSlice(12, 8);
  }
}
