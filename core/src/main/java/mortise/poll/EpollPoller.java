package mortise.poll;

/** The epoll set of all threads that no {@link Loop} runs, and the platform thread that waits. */
final class EpollPoller {
  private EpollPoller() {}

  private static final class Shared {
    static final EpollSet SET = new EpollSet();

    static {
      Thread.ofPlatform().daemon().name("mortise-poller").start(Shared::run);
    }

    private static void run() {
      while (true) {
        SET.harvest(-1);
      }
    }
  }

  static Poller shared() {
    return Shared.SET;
  }
}
