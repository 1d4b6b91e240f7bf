package mortise.cli.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import mortise.cli.flow.Passage;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.net.Errno;
import mortise.process.DescriptorException;
import mortise.server.Connection;

/**
 * Two ends, and the bytes between them, both ways at once. The end of one way goes on to the other
 * side, and the other way goes on; a failure ends both.
 */
final class Joint {
  /** What becomes of a stream goes into datagrams of so much at the most. */
  private static final int DATAGRAM = 8192;

  private final End first;
  private final End second;
  private final Manner manner;
  private final Watcher watcher;
  private final boolean peerIsFirst;

  /** The ways that have not ended. Guarded by this. */
  private int open;

  /** Why the first of them failed, or null. Guarded by this. */
  private IOException failure;

  /** Whether one way goes on whose end would not be noticed. Guarded by this. */
  private boolean unattended;

  /** When something moved last, by {@link System#nanoTime}. */
  private volatile long moved = System.nanoTime();

  /**
   * @param peerIsFirst whether the watcher sees the first end as the peer
   */
  Joint(End first, End second, Manner manner, Watcher watcher, boolean peerIsFirst) {
    this.first = first;
    this.second = second;
    this.manner = manner;
    this.watcher = watcher;
    this.peerIsFirst = peerIsFirst;
  }

  /** Passes everything on, until both ways have ended, and closes both ends. */
  void run() throws IOException {
    Connection peer = (peerIsFirst ? first : second).connection();
    IOException ended = null;
    try {
      watcher.opened(peer);
      pass();
    } catch (IOException e) {
      ended = e;
      throw e;
    } finally {
      watcher.closed(peer, ended);
      first.connection().close();
      second.connection().close();
    }
  }

  private void pass() throws IOException {
    boolean there = first.reads() && second.writes();
    boolean back = !manner.oneWay() && second.reads() && first.writes();
    if (!there && !back) {
      throw new IOException("no bytes can go either way: nothing is read, or nothing written");
    }
    open = (there ? 1 : 0) + (back ? 1 : 0);
    if (there) {
      start(first, second);
    }
    if (back) {
      start(second, first);
    }
    await();
  }

  private void start(End from, End to) {
    Way way = (from == first) == peerIsFirst ? Way.RECEIVED : Way.SENT;
    Thread.ofVirtual().name("relay-" + way).start(() -> pass(from, to, way));
  }

  private void pass(End from, End to, Way way) {
    try {
      Runnable alive = () -> moved = System.nanoTime();
      int part = to.messages() && !from.messages() ? DATAGRAM : Passage.PART;
      new Passage(from.connection(), to.connection(), watcher, way, alive).part(part).run();
      watcher.ended(way);
      to.connection().closeWrite();
      end(from, to);
    } catch (IOException e) {
      if (isEnough(e)) {
        enough();
      } else {
        fail(e);
      }
    } catch (RuntimeException | Error e) {
      fail(new IOException(e.toString(), e));
    }
  }

  private synchronized void end(End from, End told) {
    open--;
    if (open > 0 && (from.dies() || !told.tellsEnd())) {
      unattended = true;
      moved = System.nanoTime();
    }
    notifyAll();
  }

  /** Whoever reads what we write has had enough, or has ended: that is no failure. */
  private static boolean isEnough(IOException e) {
    return e instanceof DescriptorException d && d.errno().equals(Errno.EPIPE);
  }

  /** The way is over, and what comes the other way may still be the last words. */
  private synchronized void enough() {
    open--;
    unattended = true;
    moved = System.nanoTime();
    notifyAll();
  }

  private synchronized void fail(IOException e) {
    failure = failure == null ? e : failure;
    notifyAll();
  }

  /** Waits for the end, and makes one where there is silence for too long. */
  private synchronized void await() throws IOException {
    while (open > 0 && failure == null) {
      Duration bound = unattended ? manner.patience() : manner.idle();
      long left = bound == null ? 0 : moved + bound.toNanos() - System.nanoTime();
      if (bound != null && left <= 0) {
        if (!unattended) {
          fail(new SocketTimeoutException("nothing moved for " + Times.text(bound)));
        }
        break;
      }
      try {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail(new InterruptedIOException("interrupted"));
      }
    }
    if (failure != null) {
      first.connection().abort();
      second.connection().abort();
      throw failure;
    }
  }
}
