package mortise.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import mortise.net.Deadline;
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
public final class Relay {
  private static final int PART = 1 << 14;

  private final Connection left;
  private final Connection right;
  private final Duration idle;

  /** Counts what moves in either direction; whoever has waited in vain compares. */
  private final AtomicLong moved = new AtomicLong();

  private final AtomicReference<IOException> failure = new AtomicReference<>();

  private Relay(Connection left, Connection right, Duration idle) {
    this.left = left;
    this.right = right;
    this.idle = idle;
  }

  /**
   * Passes on until both directions have ended. Closes neither connection, but resets both when one
   * fails.
   *
   * @param idle how long nothing may move in either direction; it may take up to twice as long
   * @return how many bytes were moved, both ways together
   * @throws IOException the first failure of either connection
   * @throws SocketTimeoutException when nothing moved for too long
   */
  public static long between(Connection left, Connection right, Duration idle) throws IOException {
    return new Relay(left, right, idle).run();
  }

  private long run() throws IOException {
    left.deadline(Deadline.NEVER);
    right.deadline(Deadline.NEVER);
    left.timeout(idle);
    right.timeout(idle);
    Thread back = Thread.ofVirtual().name("mortise-relay").start(() -> pass(right, left));
    pass(left, right);
    join(back);
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

  private void pass(Connection from, Connection to) {
    try {
      passAhead(from, to);
      Optional<Socket> source = from.bareSocket();
      Optional<Socket> sink = to.bareSocket();
      if (source.isPresent() && sink.isPresent()) {
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
    byte[] ahead = from.ahead().exactly(from.ahead().count());
    to.write(ahead);
    moved.addAndGet(ahead.length);
  }

  private void copy(Connection from, Connection to) throws IOException {
    byte[] part = new byte[PART];
    Patience patience = new Patience();
    while (true) {
      int count;
      try {
        count = from.read(part);
      } catch (SocketTimeoutException e) {
        patience.check(e);
        continue;
      }
      if (count < 0) {
        return;
      }
      to.write(part, 0, count);
      moved.addAndGet(count);
    }
  }

  private void splice(Socket from, Socket to) throws IOException {
    Patience patience = new Patience();
    try (Splice splice = Splice.of(from, to)) {
      while (true) {
        try {
          moved.addAndGet(splice.move(Long.MAX_VALUE, Deadline.in(idle)));
          return;
        } catch (SocketTimeoutException e) {
          moved.addAndGet(e instanceof SocketFailure part ? part.transferred() : 0);
          patience.check(e);
        }
      }
    }
  }

  /**
   * One direction may wait while the other is at work. That one may tell of it a moment too late,
   * so only the second wait in vain is one too many.
   */
  private final class Patience {
    private long seen = moved.get();
    private boolean waited;

    void check(SocketTimeoutException e) throws SocketTimeoutException {
      long now = moved.get();
      if (waited && now == seen) {
        throw e;
      }
      waited = now == seen;
      seen = now;
    }
  }
}
