package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code time.h}: the clocks. */
@Header("time.h")
public final class TimeH {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The clocks of threads have the number below, clock_getcpuclockid(3) and pthread(7). */
  private static final int CPUCLOCK_SCHED_OF_THREAD = 2 | 4;

  private static final MemorySegment CLOCK_GETTIME = function("clock_gettime");

  private TimeH() {}

  /** The number of the clock that has the CPU time of a thread, as pthread_getcpuclockid(3). */
  public static int threadClock(int tid) {
    return ~tid << 3 | CPUCLOCK_SCHED_OF_THREAD;
  }

  /**
   * {@code int clock_gettime(clockid_t clockid, struct timespec *tp)}; INSTANT.
   *
   * @param time two longs, the seconds and the nanoseconds
   * @return the nanoseconds, or {@code -errno}
   */
  public static long clock_gettime(int clock, long[] time) {
    int result = call(CLOCK_GETTIME, clock, MemorySegment.ofArray(time));
    return result < 0 ? result : time[0] * NANOS_PER_SECOND + time[1];
  }
}
