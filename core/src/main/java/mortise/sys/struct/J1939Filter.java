package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct j1939_filter}: whose messages J1939 lets through. */
@Header(value = "linux/can/j1939.h", struct = "struct j1939_filter")
public final class J1939Filter {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG_UNALIGNED.withName("name"),
          JAVA_LONG_UNALIGNED.withName("name_mask"),
          JAVA_INT_UNALIGNED.withName("pgn"),
          JAVA_INT_UNALIGNED.withName("pgn_mask"),
          JAVA_BYTE.withName("addr"),
          JAVA_BYTE.withName("addr_mask"),
          paddingLayout(6));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private J1939Filter() {}

  public static long name(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 0);
  }

  public static void name(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 0, value);
  }

  public static long name_mask(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 8);
  }

  public static void name_mask(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 8, value);
  }

  public static int pgn(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 16);
  }

  public static void pgn(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 16, value);
  }

  public static int pgn_mask(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 20);
  }

  public static void pgn_mask(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 20, value);
  }

  public static int addr(MemorySegment s) {
    return s.get(JAVA_BYTE, 24) & 0xff;
  }

  public static void addr(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 24, (byte) value);
  }

  public static int addr_mask(MemorySegment s) {
    return s.get(JAVA_BYTE, 25) & 0xff;
  }

  public static void addr_mask(MemorySegment s, int value) {
    s.set(JAVA_BYTE, 25, (byte) value);
  }
}
