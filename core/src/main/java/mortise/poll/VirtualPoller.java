package mortise.poll;

import mortise.sys.struct.SystemLayer;

/**
 * An epoll set of virtual threads that the JDK's scheduler runs, and the virtual thread that polls
 * it.
 *
 * <p>An event unparks a thread into the queue of the carrier that polls, where a platform thread
 * would hand it over and wake a carrier. After each poll the others get a turn. Where nothing is
 * ready, {@link EpollPoller} watches the set itself, one-shot, and the thread parks.
 *
 * <p>Like all virtual threads it waits for a carrier. So whoever else waits for a descriptor in
 * this set, a platform thread or one of a loop, moves it to its own poller first.
 */
final class VirtualPoller {
  /** Not over NIO, where a set that another one watches takes a thread for each wait. */
  static final boolean IS_USED = !SystemLayer.PORTABLE;

  /** A power of two. A descriptor's number selects its set. */
  private static final int COUNT =
      Integer.highestOneBit(Math.min(Runtime.getRuntime().availableProcessors(), 8));

  private static final VirtualPoller[] ALL = new VirtualPoller[COUNT];

  static {
    for (int i = 0; i < COUNT; i++) {
      ALL[i] = new VirtualPoller();
    }
    try {
      LoopFailures.preload();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  private final LoopFailures failures = new LoopFailures("a poller of virtual threads");

  /** Null before the first use. Guarded by the class for writing. */
  private volatile EpollSet set;

  private VirtualPoller() {}

  /** The platform threads' poller where there is no descriptor left for a set. */
  static Poller of(int number) {
    EpollSet current = ALL[number & COUNT - 1].set;
    return current == null ? openAll(number) : current;
  }

  /** All at once: a set that opens later might take a descriptor that a program counts on. */
  private static synchronized Poller openAll(int number) {
    try {
      for (VirtualPoller poller : ALL) {
        poller.open();
      }
      return ALL[number & COUNT - 1].set;
    } catch (EpollSet.Unavailable e) {
      return EpollPoller.shared();
    }
  }

  private void open() {
    if (set != null) {
      return;
    }
    EpollSet first = EpollSet.ofVirtualThreads();
    try {
      Thread.ofVirtual().name("mortise-virtual-poller").start(() -> run(first));
    } catch (Throwable t) {
      first.close();
      throw t;
    }
    set = first;
  }

  private void run(EpollSet first) {
    EpollSet current = first;
    while (true) {
      try {
        current.pollOrPark();
        if (current.hasFailed()) {
          current = replaced(current);
        }
        Thread.yield();
        failures.reset();
      } catch (Throwable t) {
        failures.goOn(t);
      }
    }
  }

  /** The descriptors of a set that cannot be polled go to a fresh one, and no call fails. */
  private EpollSet replaced(EpollSet failed) {
    String what = ": epoll_wait failed, its sockets move to another epoll set";
    failures.logEnd(what, failed.failure());
    EpollSet fresh = EpollSet.ofVirtualThreads();
    set = fresh;
    failed.close();
    return fresh;
  }
}
