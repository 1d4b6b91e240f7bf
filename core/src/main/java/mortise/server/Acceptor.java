package mortise.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Type;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the connections of one listening socket, and goes on whatever accept(2) reports: the one
 * place that decides what an error of accept means.
 *
 * <pre>{@code
 * try (Acceptor acceptor = Acceptor.of(listener, Acceptor.Observer.NONE)) {
 *   while (true) {
 *     Socket peer = acceptor.accept();
 *     try {
 *       Thread.startVirtualThread(() -> echo(peer));
 *     } catch (Throwable t) {
 *       peer.close();
 *       acceptor.recover(t);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Errors of the one connection (ECONNABORTED, ENETDOWN and others that accept(2) names) are
 * passed over. A lack of memory (ENOBUFS, ENOMEM, OutOfMemoryError) and everything unexpected makes
 * it pause, for 5 ms at first and a second at the most. Without descriptors (EMFILE, ENFILE) it
 * closes the connections that wait, by means of a descriptor that it keeps in reserve, since their
 * clients would hang otherwise. Only what really ends a listener is thrown.
 *
 * <p>For one accepting thread at a time; {@link #close} is safe from any.
 */
public final class Acceptor implements AutoCloseable {
  /**
   * Receives what an acceptor has to report, in the accepting thread. What a method throws is
   * dropped.
   */
  public interface Observer {
    /** Reports nothing. */
    Observer NONE = new Observer() {};

    /**
     * Prepares what the other methods and the conversations need for the time when no descriptor is
     * left, before the first accept; see {@link ClassFiles}.
     */
    default void preload() {}

    /** An attempt to accept, or what follows it, has failed; the acceptor goes on. */
    default void failed(Throwable failure) {}

    /** A connection was closed unserved, or could not be accepted for want of memory. */
    default void rejected(RejectReason reason) {}

    /**
     * Has a message for an operator: at most one of a kind per minute.
     *
     * @param failure where it was unexpected, so that its stack trace matters; null otherwise
     */
    default void report(String message, @Nullable Throwable failure) {}
  }

  /** How many errors of connections are passed over without a pause. */
  private static final int MOST_PASSED = 16;

  private static final Duration SHORTAGE = Duration.ofSeconds(1);

  private final Socket listener;
  private final String name;
  private final AcceptReporter reporter;
  private final ReserveDescriptor reserve = ReserveDescriptor.enter();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Backoff backoff = new Backoff();
  private final Runnable countRejected;
  private boolean preloaded;

  /** Whether something failed since all was well; the reserve may be a connection. */
  private boolean troubled;

  /** Errors of connections in a row. */
  private int passed;

  /** Connections that the last lack of descriptors has ended. */
  private int rejectedNow;

  /** A connection that came out of a lack of descriptors and can be served, or null. */
  private volatile @Nullable Socket rescued;

  private Acceptor(Socket listener, String name, Observer observer) {
    this.listener = listener;
    this.name = name;
    this.reporter = new AcceptReporter(name, observer, reserve);
    this.countRejected =
        () -> {
          rejectedNow++;
          reporter.rejected(RejectReason.NO_DESCRIPTOR);
        };
  }

  /** Accepts from a socket that listens; {@link #close} closes it. */
  public static Acceptor of(Socket listener, Observer observer) throws IOException {
    Address address = listener.localAddress();
    return of(listener, String.valueOf(address), observer);
  }

  /**
   * Accepts from a socket that listens.
   *
   * @param name what messages call it
   */
  static Acceptor of(Socket listener, String name, Observer observer) {
    return new Acceptor(listener, name, observer);
  }

  /**
   * Whether a socket listens. One that is connected does not: systemd passes such for {@code
   * Accept=yes}, and it is the connection to serve.
   *
   * @throws IllegalArgumentException when it neither listens nor is connected, or is of datagrams
   */
  public static boolean isListening(Socket socket) {
    if (!socket.type().equals(Type.STREAM) && !socket.type().equals(Type.SEQPACKET)) {
      throw new IllegalArgumentException(
          socket + " is " + socket.type() + ", which has no connections to accept");
    }
    boolean known = true;
    try {
      if (socket.option(Option.SO_ACCEPTCONN)) {
        return true;
      }
    } catch (IOException e) {
      known = false; // AF_VSOCK has no SO_ACCEPTCONN before Linux 6.13
    }
    try {
      socket.peerAddress();
      return false;
    } catch (IOException e) {
      if (known) {
        throw new IllegalArgumentException(
            socket + " neither listens nor is connected, so there is nothing to accept or serve");
      }
      return true;
    }
  }

  /** Waits for the next connection, without a deadline. */
  public Socket accept() throws IOException {
    return accept(Deadline.NEVER);
  }

  /**
   * Waits for the next connection.
   *
   * @throws SocketTimeoutException when the deadline passes
   * @throws InterruptedIOException when the thread is interrupted; the flag stays set
   * @throws java.net.SocketException when the listener is closed, or cannot be accepted from: it
   *     does not listen (EINVAL), is of datagrams (EOPNOTSUPP), was closed by other code (EBADF)
   */
  public Socket accept(Deadline deadline) throws IOException {
    if (!preloaded) {
      preloaded = true;
      Preload.once();
      reporter.preload();
    }
    while (rescued == null) {
      Socket socket = null;
      try {
        socket = listener.accept(deadline);
        boolean well = !troubled && reserve.isHeld();
        if (well || settle(socket)) {
          return socket;
        }
      } catch (Throwable t) {
        if (socket != null) {
          socket.close();
        }
        if (t instanceof IOException e && ends(e)) {
          throw e;
        }
        boolean more = recover(t, deadline);
        checkGoesOn(more, deadline);
      }
    }
    Socket socket = rescued;
    rescued = null;
    return socket;
  }

  /** A call that fails at once never waits, so it sees neither an interrupt nor the deadline. */
  private void checkGoesOn(boolean more, Deadline deadline) throws IOException {
    if (rescued != null) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("accept " + name + ": the thread was interrupted");
    }
    if (!more && deadline.remaining().isZero()) {
      throw new SocketTimeoutException("accept " + name + ": timed out");
    }
  }

  /** Puts all in order after a success; returns whether the connection can be served. */
  private boolean settle(Socket socket) {
    backoff.reset();
    passed = 0;
    if (!reserve.acquire() && reserve.keep(socket)) {
      troubled = true;
      countRejected.run();
      return false;
    }
    troubled = !reserve.renew();
    return true;
  }

  /** Whether an exception ends what the caller of accept wants. */
  private boolean ends(IOException e) {
    // Timeouts are interruptions too.
    return !listener.isOpen()
        || e instanceof InterruptedIOException
        || AcceptError.of(e, listener) == AcceptError.LISTENER;
  }

  /**
   * Counts and reports a failure of what follows accept, such as a thread that cannot be started,
   * and pauses, so that the caller may go on with the next connection. Throws nothing.
   */
  public void recover(Throwable failure) {
    try {
      recover(failure, Deadline.NEVER);
    } catch (IOException e) {
      // The next accept fails in the same way.
    }
  }

  /** Returns whether another connection may wait. */
  private boolean recover(Throwable failure, Deadline deadline) throws IOException {
    try {
      troubled = true;
      reporter.failed(failure);
      AcceptError error = AcceptError.of(failure, listener);
      if (error == AcceptError.CONNECTION && passed < MOST_PASSED) {
        passed++;
        return true;
      }
      if (error == AcceptError.DESCRIPTORS) {
        return rejectWaiting(((SocketFailure) failure).errno(), deadline);
      }
      if (failure instanceof OutOfMemoryError) {
        reporter.rejected(RejectReason.NO_MEMORY);
      }
      reporter.reportFailure(failure);
    } catch (RuntimeException | Error e) {
      // What is done about a failure failed too: no memory, most likely.
    }
    if (failure instanceof OutOfMemoryError) {
      backoff.pauseWithoutMemory();
    } else {
      backoff.pause();
    }
    return false;
  }

  /** Closes connections that wait, so that their clients do not hang, and awaits the next one. */
  private boolean rejectWaiting(Errno errno, Deadline deadline) throws IOException {
    rejectedNow = 0;
    rescued = reserve.rejectWaiting(listener, countRejected);
    reporter.reportShortage(errno);
    if (rescued != null) {
      return true;
    }
    if (rejectedNow == 0) {
      backoff.pause();
    }
    try {
      // accept returns EMFILE even without a pending connection, so only this prevents a busy loop.
      listener.awaitReadable(deadline.sooner(Deadline.after(SHORTAGE)));
    } catch (SocketTimeoutException e) {
      if (deadline.remaining().isZero()) {
        throw e;
      }
    } catch (IOException e) {
      if (ends(e)) {
        throw e;
      }
      backoff.pause();
    }
    return rejectedNow > 0;
  }

  /** Goes the ways of {@link #accept} that are for failures, so that their classes are loaded. */
  void preload() {
    for (Errno errno : new Errno[] {Errno.EMFILE, Errno.ENFILE}) {
      try {
        rejectWaiting(errno, Deadline.NOW);
      } catch (IOException e) {
        ends(e);
      }
    }
    reporter.cannotAccept(new IOException());
  }

  /** Closes the listener, and with it ends an accept that waits. */
  @Override
  public void close() {
    listener.close();
    if (closed.compareAndSet(false, true)) {
      reserve.leave();
      Socket unclaimed = rescued;
      if (unclaimed != null) {
        unclaimed.close();
      }
    }
  }
}
