package mortise.cli.ping;

import java.io.Closeable;
import java.io.IOException;

/** A way to ask a host. What comes of it goes to the queue of events that it was made with. */
interface Prober extends Closeable {
  /**
   * Sends a packet and does not wait for what comes of it.
   *
   * @throws IOException when it cannot be sent
   */
  void send(int sequence) throws IOException;

  /** What is sent, for the first line: {@code 56(84) bytes of data}. */
  String what();

  @Override
  void close();
}
