package mortise.sys.nio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Sets that have to let go of channels which virtual threads have closed: one thread selects. */
final class Releases {
  private static final Queue<EpollHandle> SETS = new ConcurrentLinkedQueue<>();
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("mortise-releases").start(Releases::run);

  private Releases() {}

  static void add(EpollHandle set) {
    SETS.add(set);
    LockSupport.unpark(THREAD);
  }

  private static void run() {
    while (true) {
      for (EpollHandle set; (set = SETS.poll()) != null; ) {
        release(set);
      }
      LockSupport.park();
    }
  }

  /** For lack of memory a channel may keep its port; the sets that follow must not. */
  private static void release(EpollHandle set) {
    try {
      set.selectReleased();
    } catch (Throwable t) {
      System.getLogger("mortise").log(System.Logger.Level.WARNING, "a selector failed", t);
    }
  }
}
