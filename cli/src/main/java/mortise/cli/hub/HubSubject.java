package mortise.cli.hub;

import java.io.IOException;

/** A subject of a hub as one end of a relay: messages both ways, of which some may get lost. */
public interface HubSubject extends AutoCloseable {
  /**
   * The next message; null when the subject was closed.
   *
   * @throws IOException when the connection has ended for good
   */
  byte[] next() throws IOException, InterruptedException;

  /**
   * Publishes a message.
   *
   * @throws IOException when it is refused; the message says why
   */
  void publish(byte[] message) throws IOException;

  /** The number of messages that were dropped here since they were not read in time. */
  long dropped();

  /** Sends what waits, for at most 5 s, and disconnects; wakes {@link #next}. Idempotent. */
  @Override
  void close();
}
