package mortise.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import mortise.net.Deadline;
import mortise.net.Platform;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Splice;
import mortise.server.Connection;

/**
 * Bytes between two connections, both ways at once. An end of one direction goes on to the other
 * side, and the other direction goes on; a failure of either side resets both.
 *
 * <p>Of two bare sockets the kernel moves the bytes, splice(2). Otherwise 16 KiB of each direction
 * are here at the most, and the next are taken when the receiver has taken these.
 */
public final class BidirectionalRelay {
  private static final int PART = 1 << 14;

  /** What one splice may move, more than a pipe holds. */
  private static final int MOST_SPLICED = 1 << 30;

  /** How often a relay that has been idle looks whether a write still goes on. */
  private static final Duration WRITE_CHECK = Duration.ofMillis(20);

  private final Connection left;
  private final Connection right;
  private final Duration idle;

  private final AtomicLong moved = new AtomicLong();

  /** When something moved last in either direction, of System.nanoTime. */
  private volatile long lastMoved = System.nanoTime();

  /** How many directions are writing; a write that stalls ends by its own time. */
  private final AtomicInteger writing = new AtomicInteger();

  private final AtomicReference<IOException> failure = new AtomicReference<>();

  private BidirectionalRelay(Connection left, Connection right, Duration idle) {
    this.left = left;
    this.right = right;
    this.idle = idle;
  }

  /**
   * Passes on until both directions have ended. Closes neither connection, but resets both when one
   * fails.
   *
   * @param idle how long nothing may move in either direction
   * @return how many bytes were moved, both ways together
   * @throws IOException the first failure of either connection
   * @throws SocketTimeoutException when nothing moved for too long
   */
  public static long between(Connection left, Connection right, Duration idle) throws IOException {
    return new BidirectionalRelay(left, right, idle).run();
  }

  private long run() throws IOException {
    left.deadline(Deadline.NEVER);
    right.deadline(Deadline.NEVER);
    left.timeout(idle);
    right.timeout(idle);
    Thread back = Thread.ofVirtual().name("mortise-relay").start(() -> pass(right, left));
    Thread watch = Thread.ofVirtual().name("mortise-relay-idle").start(this::watch);
    pass(left, right);
    join(back);
    watch.interrupt();
    if (failure.get() != null) {
      throw failure.get();
    }
    return moved.get();
  }

  /** Waits for the other direction; an interrupt ends both. */
  private void join(Thread back) {
    try {
      back.join();
    } catch (InterruptedException e) {
      fail(new InterruptedIOException("interrupted while relaying"));
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the relay when nothing has moved for too long. A read that times out proves nothing: the
   * other direction may be at work.
   */
  private void watch() {
    try {
      while (failure.get() == null) {
        long left = idle.toNanos() - (System.nanoTime() - lastMoved);
        if (left > 0) {
          Thread.sleep(Duration.ofNanos(left));
        } else if (writing.get() > 0) {
          Thread.sleep(WRITE_CHECK);
        } else {
          fail(new SocketTimeoutException("no data for " + idle));
        }
      }
    } catch (InterruptedException e) {
      // The relay has ended.
    }
  }

  private void pass(Connection from, Connection to) {
    try {
      passAhead(from, to);
      Optional<Socket> source = from.bareSocket();
      Optional<Socket> sink = to.bareSocket();
      if (source.isPresent() && sink.isPresent() && Platform.current() == Platform.LINUX) {
        splice(source.get(), sink.get());
      } else {
        copy(from, to);
      }
      to.closeWrite();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new IOException(e));
    }
  }

  private void fail(IOException e) {
    if (failure.compareAndSet(null, e)) {
      left.abort();
      right.abort();
    }
  }

  /** What was taken from the peer already is not in its socket. */
  private void passAhead(Connection from, Connection to) throws IOException {
    byte[] ahead = from.readAhead().exactly(from.readAhead().count());
    write(to, ahead, ahead.length);
  }

  private void write(Connection to, byte[] bytes, int length) throws IOException {
    writing.incrementAndGet();
    try {
      to.write(bytes, 0, length);
    } finally {
      writing.decrementAndGet();
    }
    moved(length);
  }

  private void moved(long count) {
    if (count > 0) {
      moved.addAndGet(count);
      lastMoved = System.nanoTime();
    }
  }

  private void copy(Connection from, Connection to) throws IOException {
    byte[] part = new byte[PART];
    while (true) {
      int count;
      try {
        count = from.read(part);
      } catch (SocketTimeoutException e) {
        check(e);
        continue;
      }
      if (count < 0) {
        return;
      }
      write(to, part, count);
    }
  }

  private void splice(Socket from, Socket to) throws IOException {
    // A splice to a slow reader returns the bytes moved so far when its time is over.
    Duration part = idle.dividedBy(4);
    try (Splice splice = Splice.of(from, to)) {
      while (true) {
        try {
          long count = splice.moveSome(MOST_SPLICED, Deadline.after(part));
          if (count == 0) {
            return;
          }
          moved(count);
        } catch (SocketTimeoutException e) {
          moved(e instanceof SocketFailure cut ? cut.transferred() : 0);
          check(e);
        }
      }
    }
  }

  /** Goes on unless the relay has failed meanwhile. */
  private void check(SocketTimeoutException e) throws SocketTimeoutException {
    if (failure.get() != null) {
      throw e;
    }
  }
}
