package mortise.cli.hub;

import java.io.IOException;

/**
 * Accepts streams at a subject. Several listeners of one subject share the streams: each goes to
 * one of them. The streams share one connection to the hub.
 */
public interface HubStreamListener extends AutoCloseable {
  /** A peer that waits to be accepted. */
  interface Pending {
    /**
     * Accepts it.
     *
     * @throws IOException when the peer has gone meanwhile
     */
    HubStream accept() throws IOException;

    /** Refuses it. */
    void refuse();
  }

  /**
   * Waits for a peer.
   *
   * @throws IOException when the listener is closed, or its connection to the hub has ended for
   *     good
   */
  Pending next() throws IOException;

  /** Refuses all that wait; the last open stream ends the connection to the hub. Idempotent. */
  @Override
  void close();
}
