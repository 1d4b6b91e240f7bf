package mortise.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Credentials;
import mortise.net.Deadline;
import mortise.net.Socket;

/**
 * One end of a conversation in bytes. What carries them, a plain socket or TLS over whatever lies
 * beneath, is another implementation of this interface; who uses a connection cannot tell.
 *
 * <p>One thread may read while another writes. {@link #close} and {@link #abort} are safe from any
 * thread and wake the others. Calls block the calling thread, and end with the exceptions of {@link
 * Socket}'s calls.
 */
public interface Connection extends AutoCloseable {
  /**
   * Waits for bytes and takes those that are there, {@code length} at most.
   *
   * @return how many, or -1 when the peer has ended its direction; 0 only for a length of 0
   */
  int read(byte[] bytes, int offset, int length) throws IOException;

  /** {@link #read(byte[], int, int)} into a whole array. */
  default int read(byte[] bytes) throws IOException {
    return read(bytes, 0, bytes.length);
  }

  /** Reads into what remains of the buffer and moves its position. */
  int read(ByteBuffer buffer) throws IOException;

  /** Waits until a read would not wait, which takes no buffer while nothing is there. */
  void awaitReadable() throws IOException;

  /** Writes all the bytes; waits while the peer reads too slowly. */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** {@link #write(byte[], int, int)} of a whole array. */
  default void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  /** Writes what remains of the buffer and moves its position. */
  void write(ByteBuffer buffer) throws IOException;

  /** Tells the peer that nothing more will be written; reading goes on. */
  void closeWrite() throws IOException;

  /** Ends the conversation in order. What was written still goes out. Does nothing twice. */
  @Override
  void close();

  /** Ends the conversation at once: TCP sends a reset. What was not sent yet is thrown away. */
  void abort();

  boolean isOpen();

  /** Bounds each call from now on; null takes the bound away. */
  void timeout(Duration timeout);

  /** Bounds all calls from now on by one moment; {@link Deadline#NEVER} takes the bound away. */
  void deadline(Deadline deadline);

  Address localAddress() throws IOException;

  /** The other end of the socket, which may be a balancer. */
  Address peerAddress() throws IOException;

  /** The client as a balancer in between told it; the peer where none did. */
  default Address clientAddress() throws IOException {
    return peerAddress();
  }

  /** Who the peer of a UNIX socket is, as the kernel knows it; empty for other families. */
  Optional<Credentials> credentials() throws IOException;

  /** What was agreed on in the handshake; empty where the bytes travel in the clear. */
  default Optional<TlsFacts> tls() {
    return Optional.empty();
  }

  /**
   * The socket beneath, for its options. Whoever moves bytes through it breaks the conversation.
   */
  Socket socket();
}
