package mortise.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import mortise.net.Address;
import mortise.net.Deadline;

/** The way of datagrams to one peer and back. */
interface DatagramPath {
  /** Sends what remains in a buffer as one datagram. */
  void send(ByteBuffer datagram) throws IOException;

  /**
   * Waits for a datagram and puts it into a buffer of its own.
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  void receive(ByteBuffer into, Deadline deadline) throws IOException;

  Address peer() throws IOException;

  /** Releases the path and wakes waiters. */
  void close();
}
