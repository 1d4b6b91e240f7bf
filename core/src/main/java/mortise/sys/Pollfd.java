package mortise.sys;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct pollfd}, poll(2): a descriptor, what is asked, what is the case. */
@Header(value = "poll.h", struct = "struct pollfd")
public final class Pollfd {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_INT_UNALIGNED.withName("fd"),
          JAVA_SHORT_UNALIGNED.withName("events"),
          JAVA_SHORT_UNALIGNED.withName("revents"));

  public static final int SIZE = (int) LAYOUT.byteSize();

  private Pollfd() {}

  public static int fd(MemorySegment s) {
    return s.get(JAVA_INT_UNALIGNED, 0);
  }

  public static void fd(MemorySegment s, int value) {
    s.set(JAVA_INT_UNALIGNED, 0, value);
  }

  public static int events(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 4);
  }

  public static void events(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 4, (short) value);
  }

  public static int revents(MemorySegment s) {
    return s.get(JAVA_SHORT_UNALIGNED, 6);
  }

  public static void revents(MemorySegment s, int value) {
    s.set(JAVA_SHORT_UNALIGNED, 6, (short) value);
  }
}
