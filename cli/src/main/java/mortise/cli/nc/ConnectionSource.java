package mortise.cli.nc;

import java.io.IOException;
import mortise.server.Connection;

/** Where those come in who want to talk with a listener. */
interface ConnectionSource extends AutoCloseable {
  /**
   * Somebody who has come, and may come in. It counts with the {@link ConnectionLimiter} until it
   * has left.
   */
  interface PendingConnection {
    /**
     * Makes a connection of it; waits for the peer where that takes a handshake.
     *
     * @throws IOException when the peer does not do its part
     */
    Connection receive() throws IOException;
  }

  /**
   * Waits for somebody who may come in.
   *
   * @throws IOException when a listener fails
   */
  PendingConnection next() throws IOException;

  /** Has {@link #next} fail with this, if nothing else has failed before. */
  void fail(IOException why);

  /** Lets nobody in any more. */
  @Override
  void close();
}
