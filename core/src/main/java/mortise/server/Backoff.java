package mortise.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Exponential back-off, which keeps a loop that fails from spinning: 5 ms, doubled with each
 * failure in a row, up to a second. For one thread at a time.
 */
final class Backoff {
  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long YIELDING = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  static {
    try {
      FirstFailure.raise();
    } catch (Throwable _) {
      // The handler below is ready now.
    }
  }

  private long next = FIRST;

  /** Starts again with the shortest pause, after a success. */
  void reset() {
    next = FIRST;
  }

  /**
   * Pauses for want of memory. The JDK wakes a parked virtual thread by means of memory, and where
   * it finds none then, never again; so a virtual thread yields for a moment instead.
   */
  void pauseWithoutMemory() {
    if (!Thread.currentThread().isVirtual()) {
      pause();
      return;
    }
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < YIELDING) {
      try {
        Thread.yield();
      } catch (Throwable _) {
        Thread.onSpinWait();
      }
    }
  }

  /** Pauses. An interrupt ends the pause and leaves the flag set. Throws nothing. */
  void pause() {
    try {
      LockSupport.parkNanos(next);
    } catch (Throwable _) {
      // A virtual thread is parked by means of memory, of which there may be none.
      Thread.onSpinWait();
    }
    next = Math.min(2 * next, LONGEST);
  }
}
