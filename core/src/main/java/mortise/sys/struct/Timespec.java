package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct timespec}: seconds and nanoseconds. */
@Header(value = "time.h", struct = "struct timespec")
public final class Timespec {
  public static final StructLayout LAYOUT =
      structLayout(JAVA_LONG_UNALIGNED.withName("tv_sec"), JAVA_LONG_UNALIGNED.withName("tv_nsec"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Timespec() {}

  public static long tv_sec(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 0);
  }

  public static void tv_sec(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 0, value);
  }

  public static long tv_nsec(MemorySegment s) {
    return s.get(JAVA_LONG_UNALIGNED, 8);
  }

  public static void tv_nsec(MemorySegment s, long value) {
    s.set(JAVA_LONG_UNALIGNED, 8, value);
  }
}
