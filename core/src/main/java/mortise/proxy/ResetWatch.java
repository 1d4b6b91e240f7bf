package mortise.proxy;

import java.io.IOException;
import mortise.net.Events;
import mortise.net.Poll;
import mortise.net.Socket;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Watches a connection that is not read for a reset while its peer waits for an answer. A peer that
 * has only shut down its direction is not gone.
 */
final class ResetWatch implements AutoCloseable {
  /** Errors and hang-ups are always reported. */
  private static final Events NOTHING = new Events(0);

  private final @Nullable Poll poll;

  private ResetWatch(@Nullable Poll poll) {
    this.poll = poll;
  }

  /**
   * Watches until {@link #close}. Where there is no descriptor for it, does not watch.
   *
   * @param gone what to do once the peer has reset the connection, in a thread of its own
   */
  static ResetWatch start(Connection connection, Runnable gone) {
    Poll poll = null;
    try {
      Socket socket = connection.socket();
      poll = Poll.open();
      poll.add(socket, NOTHING);
    } catch (IOException | RuntimeException e) {
      if (poll != null) {
        poll.close();
      }
      return new ResetWatch(null);
    }
    Poll watched = poll;
    Thread.ofVirtual().name("mortise-reset-watch").start(() -> run(watched, gone));
    return new ResetWatch(watched);
  }

  private static void run(Poll poll, Runnable gone) {
    try {
      if (!poll.await().isEmpty()) {
        gone.run();
      }
    } catch (IOException e) {
      // Closed, or the connection is.
    }
  }

  @Override
  public void close() {
    if (poll != null) {
      poll.close();
    }
  }
}
