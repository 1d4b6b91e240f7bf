package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.MemoryLayout.unionLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct sockaddr_can}: an interface of a CAN bus, and what ISO-TP or J1939 add. */
@Header(value = "linux/can.h", struct = "struct sockaddr_can")
public final class SockaddrCan {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("can_family"),
          paddingLayout(2),
          JAVA_INT_UNALIGNED.withName("can_ifindex"),
          unionLayout(
                  structLayout(
                          JAVA_INT_UNALIGNED.withName("rx_id"),
                          JAVA_INT_UNALIGNED.withName("tx_id"))
                      .withName("tp"),
                  structLayout(
                          JAVA_LONG_UNALIGNED.withName("name"),
                          JAVA_INT_UNALIGNED.withName("pgn"),
                          JAVA_BYTE.withName("addr"),
                          paddingLayout(3))
                      .withName("j1939"))
              .withName("can_addr"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private SockaddrCan() {}

  public static int can_family(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void can_family(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int can_ifindex(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void can_ifindex(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int rx_id(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void rx_id(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int tx_id(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void tx_id(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  public static long name(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 8);
  }

  public static void name(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 8, value);
  }

  public static int pgn(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void pgn(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static int addr(MemorySegment s) {
    return s.get(JAVA_BYTE, 20) & 0xff;
  }

  public static void addr(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 20, (byte) value);
  }
}
