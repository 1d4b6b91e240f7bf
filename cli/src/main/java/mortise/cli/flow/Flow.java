package mortise.cli.flow;

import java.io.IOException;
import java.io.InterruptedIOException;
import mortise.server.Connection;

/**
 * A conversation between two ends: what this end has goes to the peer and what the peer sends comes
 * here, each direction in its own thread, until its {@link FlowPolicy} ends it. Without an
 * observer, and if both ends support it, the kernel moves the bytes (zero-copy).
 *
 * <p>Closes neither end.
 */
public final class Flow {
  private static final long NANOS = 1_000_000;

  private final Connection here;
  private final Connection peer;
  private final FlowPolicy course;
  private final Watcher watcher;
  private final PumpProgress sending = new PumpProgress();
  private final PumpProgress receiving = new PumpProgress();
  private volatile long movedAt = System.nanoTime();

  private Flow(Connection here, Connection peer, FlowPolicy course, Watcher watcher) {
    this.here = here;
    this.peer = peer;
    this.course = course;
    this.watcher = watcher;
  }

  /**
   * A conversation that has not begun.
   *
   * @param here this end, such as standard input and output
   * @param watcher the observer; {@link #run} opens and closes it
   */
  public static Flow between(Connection here, Connection peer, FlowPolicy course, Watcher watcher) {
    return new Flow(here, peer, course, watcher);
  }

  /** How many bytes have gone to the peer. */
  public long sent() {
    return sending.count;
  }

  /** How many bytes have come from the peer. */
  public long received() {
    return receiving.count;
  }

  /**
   * How many bytes were read, of either end, and could not be passed on, since a failure came
   * between. Bytes that the kernel had accepted are not included: how many of them arrived is
   * unknown.
   */
  public long lost() {
    return sending.lost + receiving.lost;
  }

  /**
   * Lets the conversation take its course, and returns when it is over.
   *
   * @throws IOException the first failure of either end, or of a watcher
   */
  public void run() throws IOException {
    watcher.joins(here);
    watcher.opened(peer);
    IOException failure = null;
    try {
      start(Direction.SENT, "mortise-send");
      start(Direction.RECEIVED, "mortise-receive");
      awaitEnd();
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      watcher.closed(peer, failure);
    }
  }

  private void start(Direction way, String name) {
    if (course.use(way) != FlowPolicy.Use.LEFT) {
      Pump passage = new Pump(this, way);
      if (Thread.currentThread().isVirtual()) {
        Thread.ofVirtual().name(name).start(passage);
      } else {
        Thread thread = new Thread(passage, name);
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private synchronized void awaitEnd() throws IOException {
    try {
      for (long left; (left = course.left(this)) > 0; ) {
        // A monitor wait of 0 means for ever.
        wait(left == Long.MAX_VALUE ? 0 : left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in a conversation");
    }
  }

  /** How many milliseconds of a time are left, rounded up; below 0 a time has no end. */
  public static long left(long since, long millis) {
    if (millis < 0) {
      return Long.MAX_VALUE;
    }
    long left = since + millis * NANOS - System.nanoTime();
    return left <= 0 ? 0 : (left + NANOS - 1) / NANOS;
  }

  /** When something has moved last, by {@link System#nanoTime}; at first, when it was made. */
  public long movedAt() {
    return movedAt;
  }

  /** This end. */
  public Connection here() {
    return here;
  }

  /** The other one. */
  public Connection peer() {
    return peer;
  }

  FlowPolicy policy() {
    return course;
  }

  Watcher watcher() {
    return watcher;
  }

  Connection from(Direction way) {
    return way == Direction.SENT ? here : peer;
  }

  /** Where the bytes of a way go. */
  public Connection to(Direction way) {
    return way == Direction.SENT ? peer : here;
  }

  /** How far a way is. */
  public PumpProgress progress(Direction way) {
    return way == Direction.SENT ? sending : receiving;
  }

  /** So many bytes have come where they go. */
  void moved(Direction way, long count) throws IOException {
    PumpProgress progress = progress(way);
    // One thread alone writes it.
    progress.count = progress.count + count;
    movedAt = System.nanoTime();
    watcher.moved(way, count);
  }

  /** A way has come to its end. */
  void ended(Direction way) throws IOException {
    watcher.ended(way);
    course.ended(this, way);
    synchronized (this) {
      progress(way).end();
      notifyAll();
    }
  }

  synchronized void failed(Direction way, IOException failure) {
    progress(way).fail(failure);
    notifyAll();
  }
}
