package mortise.poll;

import mortise.sys.SysSyscall;
import mortise.sys.TimeH;

/** The CPU time of the thread that runs a loop, for another thread that looks from time to time. */
final class CpuClock {
  private final long[] time = new long[2];

  /** The number of the clock, or 0. The thread writes. */
  private volatile int clock;

  /** Of the last look. */
  private int seenClock;

  private long seen;

  /** Has it run with the calling thread. */
  void ofCaller() {
    clock = TimeH.threadClock(SysSyscall.gettid());
  }

  /**
   * The nanoseconds of CPU time since the last call; 0 at the first one for a thread, and when it
   * has ended.
   */
  long nanosSinceLastLook() {
    int current = clock;
    long now = current == 0 ? 0 : TimeH.clock_gettime(current, time);
    long before = current == seenClock ? seen : now;
    seenClock = current;
    seen = now;
    return Math.max(0, now - before);
  }
}
