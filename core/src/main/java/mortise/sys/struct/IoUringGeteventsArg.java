package mortise.sys.struct;

import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_getevents_arg}: how long a wait may take. */
@Header(value = "linux/io_uring.h", struct = "struct io_uring_getevents_arg")
public final class IoUringGeteventsArg {
  public static final StructLayout LAYOUT =
      structLayout(
          JAVA_LONG.withName("sigmask"),
          JAVA_INT.withName("sigmask_sz"),
          JAVA_INT.withName("pad"),
          JAVA_LONG.withName("ts"));

  public static final long SIZE = LAYOUT.byteSize();

  private static final int MILLIS = 1000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private IoUringGeteventsArg() {}

  /**
   * Fills a zeroed struct.
   *
   * @param timespec 16 off-heap bytes, which get the time
   */
  public static void set(MemorySegment s, MemorySegment timespec, int milliseconds) {
    timespec.set(JAVA_LONG, 0, milliseconds / MILLIS);
    timespec.set(JAVA_LONG, 8, milliseconds % MILLIS * NANOS_PER_MILLI);
    s.set(JAVA_LONG, 16, timespec.address());
  }
}
