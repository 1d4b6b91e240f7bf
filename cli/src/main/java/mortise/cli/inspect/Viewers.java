package mortise.cli.inspect;

/**
 * The pages and terminals that show the connections: whether they are sampled, and whether their
 * bytes are kept, which terminals do not need.
 */
final class Viewers implements AutoCloseable {
  /** A page that is reloaded is away for a moment. */
  private static final long GRACE = 5_000_000_000L;

  private final boolean always;
  private final Runnable keepingBegins;
  private final Runnable samplingBegins;
  private volatile boolean keeps;

  /** Guarded by this, as all below. */
  private int pages;

  private int terminals;
  private long lastPage = System.nanoTime() - GRACE;
  private boolean samples;
  private boolean closed;

  /**
   * @param always whether the bytes are kept without a page, too
   * @param keepingBegins runs when bytes are kept from then on
   * @param samplingBegins starts the sampler, which asks {@link #wantSamples}
   */
  Viewers(boolean always, Runnable keepingBegins, Runnable samplingBegins) {
    this.always = always;
    this.keepingBegins = keepingBegins;
    this.samplingBegins = samplingBegins;
    this.keeps = always;
  }

  /** Whether the bytes are kept. */
  boolean keep() {
    return keeps;
  }

  void pageOpened() {
    boolean begins;
    synchronized (this) {
      pages++;
      begins = !keeps;
      keeps = true;
      sample();
    }
    if (begins) {
      keepingBegins.run();
    }
  }

  synchronized void pageClosed() {
    pages--;
    lastPage = System.nanoTime();
  }

  synchronized void terminalOpened() {
    terminals++;
    sample();
  }

  synchronized void terminalClosed() {
    terminals--;
  }

  private void sample() {
    if (!samples && !closed) {
      samples = true;
      samplingBegins.run();
    }
  }

  /** Whether the sampler goes on; after false it has to end. */
  synchronized boolean wantSamples() {
    boolean shown = pages > 0 || System.nanoTime() - lastPage < GRACE;
    if (!shown) {
      keeps = always;
    }
    samples = !closed && (shown || terminals > 0);
    return samples;
  }

  synchronized boolean havePages() {
    return pages > 0;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
