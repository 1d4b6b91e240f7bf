package mortise.poll;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that looks after loops whose owner is kept by one virtual thread for too long. It
 * looks less often while nothing runs, and sleeps while there are no loops.
 */
final class LoopWatchdog {
  private static final long BUSY_NANOS = 20_000_000;
  private static final long IDLE_NANOS = 100_000_000;

  static {
    try {
      LoopFailures.preload();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  /**
   * The open loops; null where there is none. Changed under the class's lock, read without: the
   * watch allocates nothing, so that a lack of memory does not disturb it.
   */
  private static volatile EventLoop[] loops = new EventLoop[16];

  /** Guarded by the class. */
  private static Thread thread;

  private LoopWatchdog() {}

  static synchronized void add(EventLoop loop) {
    EventLoop[] all = loops;
    int free = 0;
    while (free < all.length && all[free] != null) {
      free++;
    }
    all = free == all.length ? Arrays.copyOf(all, 2 * free) : all;
    if (thread == null) {
      // Not in a static initialiser, which would not be run again after a failure.
      thread = Thread.ofPlatform().daemon().name("mortise-loop-watchdog").start(LoopWatchdog::run);
    }
    all[free] = loop;
    loops = all;
    LockSupport.unpark(thread);
  }

  static synchronized void remove(EventLoop loop) {
    EventLoop[] all = loops;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == loop) {
        all[i] = null;
      }
    }
    loops = all;
  }

  private static void run() {
    LoopFailures failures = new LoopFailures("the watch of the loops");
    boolean busy = false;
    while (true) {
      try {
        Thread.interrupted(); // a park with the flag set does not wait
        if (isIdle()) {
          LockSupport.park(LoopWatchdog.class);
        } else {
          LockSupport.parkNanos(LoopWatchdog.class, busy ? BUSY_NANOS : IDLE_NANOS);
        }
        busy = check();
        balance();
        failures.reset();
      } catch (Throwable t) {
        busy = true;
        failures.goOn(t);
      }
    }
  }

  /** After {@link #check}, since this allocates; what fails is done at the next look. */
  private static void balance() {
    for (EventLoop loop : loops) {
      try {
        if (loop != null) {
          loop.balanceGroup();
        }
      } catch (Throwable _) {
        // A lack of memory, most likely, which must not delay the next check.
      }
    }
  }

  private static boolean isIdle() {
    for (EventLoop loop : loops) {
      if (loop != null) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a loop may have work. One that cannot be given a new owner does not keep the others
   * from it.
   */
  private static boolean check() {
    boolean busy = false;
    Throwable thrown = null;
    for (EventLoop loop : loops) {
      try {
        busy |= loop != null && loop.checkStalled();
      } catch (Throwable t) {
        thrown = t;
      }
    }
    // No pattern switch: the first one of a program costs milliseconds.
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return busy;
  }
}
