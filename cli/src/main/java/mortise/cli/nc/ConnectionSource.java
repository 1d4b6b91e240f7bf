package mortise.cli.nc;

import java.io.IOException;
import java.util.function.Consumer;
import mortise.server.Connection;

/** Where the connections of a listener come from. */
interface ConnectionSource extends AutoCloseable {
  /**
   * A connection that was accepted. It counts with the {@link ConnectionLimiter} until {@link
   * ConnectionLimiter#left}.
   */
  interface PendingConnection {
    /**
     * Makes a connection of it; waits for the peer where that takes a handshake.
     *
     * @throws IOException when the peer does not do its part; it is closed then
     */
    Connection receive() throws IOException;

    /** Closes it unserved. */
    default void decline() {
      try {
        receive().close();
      } catch (IOException _) {
        // It is closed already.
      }
    }
  }

  /**
   * Waits for the next connection that the limiter admits.
   *
   * @throws IOException when a listener fails
   */
  PendingConnection next() throws IOException;

  /**
   * Serves each connection on a thread of its own, until a listener fails. Whatever goes wrong with
   * one ends that one alone.
   *
   * @param serve also calls {@link ConnectionLimiter#left} in the end
   */
  default void serveAll(ConnectionLimiter limiter, Log log, Consumer<PendingConnection> serve)
      throws IOException {
    while (true) {
      PendingConnection pending = next();
      try {
        Thread.ofVirtual().name("mortise-client").start(() -> serveOne(pending, log, serve));
      } catch (RuntimeException | Error e) {
        pending.decline();
        limiter.left();
        sayFailed(log, e);
      }
    }
  }

  private static void serveOne(
      PendingConnection pending, Log log, Consumer<PendingConnection> serve) {
    try {
      serve.accept(pending);
    } catch (RuntimeException | Error e) {
      sayFailed(log, e);
    }
  }

  private static void sayFailed(Log log, Throwable t) {
    try {
      log.message("A connection ended with an error: " + t);
    } catch (RuntimeException | Error e) {
      // No memory for the sentence; the listener goes on all the same.
    }
  }

  /** Has {@link #next} fail with this, if nothing else has failed before. */
  void fail(IOException why);

  /** Accepts no more. */
  @Override
  void close();
}
