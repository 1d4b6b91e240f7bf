package mortise.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import mortise.net.Address;
import mortise.net.Deadline;

/** Sends datagrams to one peer and receives them from it. */
interface DatagramPath {
  /** Sends the remaining bytes of a buffer as one datagram. */
  void send(ByteBuffer datagram) throws IOException;

  /**
   * Waits for a datagram and reads it into the buffer, which is cleared before and flipped after.
   *
   * @throws java.net.SocketTimeoutException if the deadline passes first
   */
  void receive(ByteBuffer into, Deadline deadline) throws IOException;

  Address peer() throws IOException;

  /** Releases the path and wakes waiters. */
  void close();
}
