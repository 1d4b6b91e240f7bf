package mortise.cli.inspect;

/** The browsers that show the page. Where the last one has gone it is looked for a while longer. */
final class Viewers implements AutoCloseable {
  /** A page that is loaded again is the same one. */
  private static final long GRACE = 5_000_000_000L;

  private final boolean always;
  private final Runnable whenLooks;
  private final Runnable first;
  private volatile boolean look;

  /** Guarded by this, as all below. */
  private int count;

  private long leftAt;
  private boolean sampled;
  private boolean closed;

  /**
   * @param always whether the bytes are kept with no viewer too
   * @param whenLooks is run when they are kept from then on
   * @param first starts the sampler, which asks {@link #goOn}
   */
  Viewers(boolean always, Runnable whenLooks, Runnable first) {
    this.always = always;
    this.whenLooks = whenLooks;
    this.first = first;
    this.look = always;
  }

  boolean look() {
    return look;
  }

  void come() {
    boolean begins;
    synchronized (this) {
      count++;
      begins = !look;
      look = true;
      if (!sampled) {
        sampled = true;
        first.run();
      }
    }
    if (begins) {
      whenLooks.run();
    }
  }

  synchronized void leave() {
    count--;
    leftAt = System.nanoTime();
  }

  /** Whether the sampler is wanted still; where not it has to end. */
  synchronized boolean goOn() {
    boolean wanted = !closed && (count > 0 || System.nanoTime() - leftAt < GRACE);
    if (!wanted) {
      sampled = false;
      look = always;
    }
    return wanted;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
