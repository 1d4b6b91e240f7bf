package mortise.sys.struct;

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

  /** One that lies in an array: for calls that do not wait. */
  public static MemorySegment of(int fd, int events) {
    MemorySegment s = MemorySegment.ofArray(new byte[SIZE]);
    set(s, fd, events);
    return s;
  }

  public static void set(MemorySegment s, int fd, int events) {
    Pointers.buffer(s).putInt(0, fd).putShort(4, (short) events);
  }

  public static int revents(MemorySegment s) {
    return Pointers.buffer(s).getShort(6);
  }
}
