package mortise.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What keeps a loop that fails from spinning: 5 ms, twice as long each time, up to a second. */
final class Pause {
  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private long next = FIRST;

  void reset() {
    next = FIRST;
  }

  /** Waits. An interrupt ends the wait and stays set. */
  void take() {
    LockSupport.parkNanos(next);
    next = Math.min(2 * next, LONGEST);
  }
}
