package mortise.testing;

/** The two kinds of thread that may call a socket. */
public enum Threads {
  VIRTUAL(Thread.ofVirtual()),
  PLATFORM(Thread.ofPlatform().daemon());

  private final Thread.Builder builder;

  Threads(Thread.Builder builder) {
    this.builder = builder;
  }

  /** Starts a thread of this kind. It is a daemon, so that a test that failed ends all the same. */
  public Thread start(Runnable task) {
    return builder.start(task);
  }
}
