package mortise.cli.flow;

import java.io.IOException;
import java.io.InterruptedIOException;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/**
 * A conversation between this end and a peer: what this end has goes to the peer and what the peer
 * sends comes here, each way in a thread of its own, until the {@link FlowRules} say that it is
 * over. Where nobody looks at the bytes and both ends allow it, the kernel moves them.
 *
 * <p>Closes neither end.
 */
public final class Flow {
  /**
   * How long what the peer has sent before it broke the connection may take to arrive here, where
   * it was the sending that failed.
   */
  private static final long LAST_WORDS = 2_000;

  private static final long NANOS = 1_000_000;

  /** How long to wait, in milliseconds, until looking again whether all has been sent. */
  private static final long LOOK = 5;

  private final Connection here;
  private final Connection peer;
  private final FlowRules rules;
  private final Watcher watcher;
  private final Progress sending;
  private final Progress receiving;

  /** How far one way is. */
  private static final class Progress {
    /** Written by the way's own thread alone. */
    volatile long count;

    /** Guarded by the flow, as all below. */
    boolean ended;

    /** Whether bytes have been read and not been passed on; not guarded. */
    volatile boolean busy;

    long endedAt;
    IOException failure;
  }

  private volatile long movedAt = System.nanoTime();

  private Flow(Connection here, Connection peer, FlowRules rules, Watcher watcher) {
    this.here = here;
    this.peer = peer;
    this.rules = rules;
    this.watcher = watcher;
    this.sending = new Progress();
    this.receiving = new Progress();
  }

  /**
   * A conversation that has not begun.
   *
   * @param here this end, such as standard input and output
   * @param watcher who is told; it is opened and closed by {@link #run}
   */
  public static Flow between(Connection here, Connection peer, FlowRules rules, Watcher watcher) {
    return new Flow(here, peer, rules, watcher);
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
   * Lets the conversation take its course, and returns when it is over.
   *
   * @throws IdleException when nothing has moved for too long
   * @throws IOException the first failure of either end, or of a watcher
   */
  public void run() throws IOException {
    watcher.opened(peer);
    IOException failure = null;
    try {
      if (rules.sends()) {
        start(new Pump(this, Way.SENT), "mortise-send");
      }
      start(new Pump(this, Way.RECEIVED), "mortise-receive");
      awaitEnd();
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      watcher.closed(peer, failure);
    }
  }

  private static void start(Pump pump, String name) {
    Thread thread = new Thread(pump, name);
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void awaitEnd() throws IOException {
    try {
      while (!isOver()) {
        long left = Math.min(untilIdle(), untilQuit());
        if (receiving.ended && !rules.staysAfterPeer()) {
          left = Math.min(left, LOOK);
        }
        if (left > 0) {
          // The monitor's own way to say for ever is 0.
          wait(left == Long.MAX_VALUE ? 0 : left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in a conversation");
    }
  }

  /** Whether it is over in order; throws where it is in another way. Guarded by this. */
  private boolean isOver() throws IOException, InterruptedException {
    if (receiving.failure != null) {
      throw sending.failure == null ? receiving.failure : sending.failure;
    }
    if (sending.failure instanceof DescriptorException) {
      throw sending.failure;
    }
    if (receiving.ended && sending.failure != null && !rules.staysAfterPeer()) {
      // It has gone for good, and not just ended its way.
      return true;
    }
    if (sending.failure != null) {
      awaitLastWords();
      throw sending.failure;
    }
    if (receiving.ended && (sending.ended || !rules.sends())) {
      return true;
    }
    if (receiving.ended && !rules.staysAfterPeer() && !hasMore()) {
      return true;
    }
    if (untilQuit() <= 0) {
      return true;
    }
    if (untilIdle() <= 0) {
      throw new IdleException(rules.idle());
    }
    return false;
  }

  /**
   * Whether this end has something at hand that the peer, which has ended, may still want: it may
   * have been the first to say all that it had to say.
   */
  private boolean hasMore() {
    return sending.busy || here instanceof Supply supply && supply.hasMore();
  }

  /** What came before the connection broke is not lost with it. Guarded by this. */
  private void awaitLastWords() throws InterruptedException {
    long end = System.nanoTime() + LAST_WORDS * NANOS;
    while (rules.receives() && !receiving.ended && receiving.failure == null) {
      long left = (end - System.nanoTime()) / NANOS;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  private long untilQuit() {
    return sending.ended && rules.quitAfter() >= 0
        ? left(sending.endedAt, rules.quitAfter())
        : Long.MAX_VALUE;
  }

  private long untilIdle() {
    return rules.idle() < 0 ? Long.MAX_VALUE : left(movedAt, rules.idle());
  }

  /** The milliseconds that are left, rounded up. */
  private static long left(long since, long bound) {
    long left = since + bound * NANOS - System.nanoTime();
    return left <= 0 ? 0 : (left + NANOS - 1) / NANOS;
  }

  FlowRules rules() {
    return rules;
  }

  Watcher watcher() {
    return watcher;
  }

  Connection from(Way way) {
    return way == Way.SENT ? here : peer;
  }

  Connection to(Way way) {
    return way == Way.SENT ? peer : here;
  }

  private Progress progress(Way way) {
    return way == Way.SENT ? sending : receiving;
  }

  /** Says whether bytes of a way are in its pump's hands. */
  void busy(Way way, boolean busy) {
    progress(way).busy = busy;
  }

  /** So many bytes have come where they go. */
  void moved(Way way, long count) throws IOException {
    Progress progress = progress(way);
    // One thread alone writes it.
    progress.count = progress.count + count;
    movedAt = System.nanoTime();
    watcher.moved(way, count);
  }

  /** A way has come to its end. */
  void ended(Way way) throws IOException {
    watcher.ended(way);
    if (way == Way.RECEIVED) {
      if (rules.staysAfterPeer()) {
        here.closeWrite();
      }
    } else if (rules.closesWrite()) {
      peer.closeWrite();
    }
    synchronized (this) {
      Progress progress = progress(way);
      progress.ended = true;
      progress.endedAt = System.nanoTime();
      notifyAll();
    }
  }

  synchronized void failed(Way way, IOException failure) {
    progress(way).failure = failure;
    notifyAll();
  }
}
