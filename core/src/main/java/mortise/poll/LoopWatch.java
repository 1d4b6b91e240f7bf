package mortise.poll;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that looks after loops whose owner is kept by one virtual thread for too long. It
 * looks less often while nothing runs, and sleeps while there are no loops.
 */
final class LoopWatch {
  private static final long BUSY_NANOS = 20_000_000;
  private static final long IDLE_NANOS = 100_000_000;

  /** Every open loop, and its count of turns at the last look. */
  private static final Map<Loop, Long> LOOPS = new ConcurrentHashMap<>();

  private static final class Shared {
    static final Thread THREAD =
        Thread.ofPlatform().daemon().name("mortise-loop-watch").start(LoopWatch::run);
  }

  private LoopWatch() {}

  static void add(Loop loop) {
    LOOPS.put(loop, 0L);
    LockSupport.unpark(Shared.THREAD);
  }

  static void remove(Loop loop) {
    LOOPS.remove(loop);
  }

  private static void run() {
    boolean busy = false;
    while (true) {
      if (LOOPS.isEmpty()) {
        LockSupport.park(LOOPS);
      } else {
        LockSupport.parkNanos(LOOPS, busy ? BUSY_NANOS : IDLE_NANOS);
      }
      busy = false;
      for (Map.Entry<Loop, Long> entry : LOOPS.entrySet()) {
        busy |= look(entry);
      }
    }
  }

  /** Whether the loop may have work. */
  private static boolean look(Map.Entry<Loop, Long> entry) {
    Loop loop = entry.getKey();
    long before = entry.getValue();
    long now = loop.turns();
    if (now != before) {
      LOOPS.replace(loop, before, now);
      return true;
    }
    return loop.relieve(now);
  }
}
