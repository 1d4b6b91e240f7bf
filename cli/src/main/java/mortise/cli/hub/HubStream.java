package mortise.cli.hub;

import java.io.IOException;

/**
 * A connection over a hub: bytes both ways, complete and in order, with flow control. One thread
 * reads and one writes at a time.
 */
public interface HubStream extends AutoCloseable {
  /**
   * Waits for bytes of the peer.
   *
   * @return their number, at least 1, or -1 at the peer's end and where this end was closed
   * @throws java.net.SocketException when the peer has reset the connection, or is silent for too
   *     long
   */
  int read(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Writes all the bytes. Waits while the peer has given no credit for them.
   *
   * @throws java.net.SocketException as of {@link #read}, and after {@link #closeWrite}
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** Tells the peer that no more bytes come; the other direction goes on. */
  void closeWrite() throws IOException;

  /** Ends both directions; what the peer has not read may be lost. */
  void abort();

  /**
   * Closes it. Where both directions have ended, waits for at most 5 s until the peer has all.
   * Where they have not, the peer sees an end and then a reset. Idempotent.
   */
  @Override
  void close();
}
