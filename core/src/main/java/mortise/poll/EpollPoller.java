package mortise.poll;

/** The epoll set of platform threads, and the one of them that waits on it. */
final class EpollPoller {
  private static final LoopFailures FAILURES = new LoopFailures("the shared poller");

  static {
    try {
      LoopFailures.preload();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  /** Null before the first use. Guarded by the class for writing. */
  private static volatile EpollSet set;

  private EpollPoller() {}

  static Poller shared() {
    EpollSet current = set;
    return current == null ? open() : current;
  }

  /**
   * Not a static initialiser, which would not be run again after a failure: without a descriptor
   * left the first try fails, and a later one must not.
   */
  private static synchronized Poller open() {
    if (set == null) {
      EpollSet first = new EpollSet();
      try {
        Thread.ofPlatform().daemon().name("mortise-poller").start(() -> run(first));
      } catch (Throwable t) {
        first.close();
        throw t;
      }
      set = first;
    }
    return set;
  }

  private static void run(EpollSet first) {
    EpollSet current = first;
    while (true) {
      try {
        current.awaitEvents(-1);
        if (current.hasFailed()) {
          current = replaced(current);
        }
        FAILURES.reset();
      } catch (Throwable t) {
        FAILURES.goOn(t);
      }
    }
  }

  /** The descriptors of a set that cannot be waited for go to a fresh one, and no call fails. */
  private static EpollSet replaced(EpollSet failed) {
    String what = ": epoll_wait failed, its sockets move to another epoll set";
    FAILURES.logEnd(what, failed.failure());
    EpollSet fresh = new EpollSet();
    set = fresh;
    failed.close();
    return fresh;
  }
}
