package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct termios}, termios(3): the modes of a terminal. */
@Header(value = "termios.h", struct = "struct termios")
public final class Termios {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("c_iflag"),
          JAVA_INT_UNALIGNED.withName("c_oflag"),
          JAVA_INT_UNALIGNED.withName("c_cflag"),
          JAVA_INT_UNALIGNED.withName("c_lflag"),
          JAVA_BYTE.withName("c_line"),
          sequenceLayout(32, JAVA_BYTE).withName("c_cc"),
          paddingLayout(3),
          JAVA_INT_UNALIGNED.withName("c_ispeed"),
          JAVA_INT_UNALIGNED.withName("c_ospeed"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Termios() {}

  public static int c_iflag(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void c_iflag(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int c_oflag(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void c_oflag(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }

  public static int c_cflag(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 8);
  }

  public static void c_cflag(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 8, value);
  }

  public static int c_lflag(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 12);
  }

  public static void c_lflag(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 12, value);
  }

  /** The special characters, by {@code VMIN} and the like. */
  public static MemorySegment c_cc(MemorySegment s) {
    return s.asSlice(17, 32);
  }
}
