package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct linger}, socket(7): whether and for how many seconds close waits. */
@Header(value = "sys/socket.h", struct = "struct linger")
public final class Linger {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_INT_UNALIGNED.withName("l_onoff"), JAVA_INT_UNALIGNED.withName("l_linger"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Linger() {}

  public static int l_onoff(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void l_onoff(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int l_linger(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 4);
  }

  public static void l_linger(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 4, value);
  }
}
