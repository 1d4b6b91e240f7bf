package mortise.hub;

import io.nats.client.impl.Headers;
import java.io.IOException;

/** What carries the messages of a room: NATS itself, or a stream of JetStream. */
interface Carrier extends AutoCloseable {
  /** Begins to receive. */
  void start() throws IOException;

  /** Publishes the message with this number; the caller does so in the order of the numbers. */
  void publish(long sequence, Headers headers, byte[] bytes) throws IOException;

  /** The connection was lost and is there again. */
  default void restored() {}

  /** The bytes that were received and wait. */
  long waitingIn();

  /** The bytes that wait to be sent. */
  long waitingOut();

  /** Receives no more, and waits for at most 5 s until what was published has been taken. */
  @Override
  void close();
}
