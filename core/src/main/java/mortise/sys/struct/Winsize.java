package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct winsize}, TIOCGWINSZ(2const): how much a terminal shows. */
@Header(value = "sys/ioctl.h", struct = "struct winsize")
public final class Winsize {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_SHORT_UNALIGNED.withName("ws_row"),
          JAVA_SHORT_UNALIGNED.withName("ws_col"),
          JAVA_SHORT_UNALIGNED.withName("ws_xpixel"),
          JAVA_SHORT_UNALIGNED.withName("ws_ypixel"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Winsize() {}

  public static int ws_row(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 0) & 0xffff;
  }

  public static void ws_row(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 0, (short) value);
  }

  public static int ws_col(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 2) & 0xffff;
  }

  public static void ws_col(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 2, (short) value);
  }
}
