package mortise.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.BufferConsumer;
import mortise.net.Deadline;
import mortise.net.PeerCredentials;
import mortise.net.Socket;

/**
 * One end of a conversation in bytes. A plain socket, TLS and proxied connections implement this
 * interface; a handler does not depend on the kind.
 *
 * <p>One thread may read while another writes. {@link #close} and {@link #abort} are safe from any
 * thread and wake the others. Calls block the calling thread, and end with the exceptions of {@link
 * Socket}'s calls.
 *
 * <p>Lines and frames are read by way of {@link #readAhead}, which takes more from the peer than
 * was asked for. Every other read takes from there first, so they mix.
 */
public interface Connection extends AutoCloseable {
  /** A socket as a connection, without a server and its limits. Closing either closes both. */
  static Connection of(Socket socket) {
    return new SocketConnection(socket, Timeouts.UNBOUNDED);
  }

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

  /**
   * Waits without holding a buffer until there is something to read, and hands it to {@code
   * consumer} in a buffer that is lent for the length of that call. A plain socket and TLS lend one
   * that many connections share, so that those on which nothing comes cost none.
   *
   * @return how many bytes, at most 64 KiB, or -1 when the peer has ended its direction, which the
   *     consumer does not see
   */
  default int read(BufferConsumer consumer) throws IOException {
    awaitReadable();
    byte[] bytes = new byte[1 << 13];
    int count = read(bytes);
    if (count > 0) {
      consumer.accept(bytes, count);
    }
    return count;
  }

  /**
   * Waits until a read would not wait, which takes no buffer while nothing is there. It may return
   * too early where what came beneath holds nothing to read, such as a ticket of TLS.
   */
  void awaitReadable() throws IOException;

  /**
   * Waits as {@link #awaitReadable} does for a peer that owes nothing, between two requests: a
   * server that stops wakes connections that wait here, and leaves all others at work.
   *
   * @return whether there is something to read, the end of the stream included; false during a
   *     graceful shutdown without a request, when the handler should send its last bytes and return
   */
  default boolean awaitRequest() throws IOException {
    awaitReadable();
    return true;
  }

  /**
   * What was taken from the peer and not read yet. A wrapper that begins to read a connection in
   * another way, as STARTTLS does, looks here: what the peer has sent before that should have ended
   * its old way of talking is either the beginning of the new one or an attack (RFC 3207 section
   * 6).
   */
  ReadAhead readAhead();

  /**
   * Reads a line of UTF-8 and returns it without its end, LF or CR LF.
   *
   * @param most how many bytes it may have without its end
   * @return null when the peer has ended its direction; its last line may lack an end
   * @throws java.net.ProtocolException when the line is longer, of which nothing is read then
   */
  default String readLine(int most) throws IOException {
    byte[] line = readAhead().line(most);
    return line == null ? null : new String(line, StandardCharsets.UTF_8);
  }

  /**
   * Reads up to a delimiter and returns what was before it.
   *
   * @param most how many bytes may come before the delimiter
   * @return null when the peer has ended its direction and nothing came before
   * @throws java.io.EOFException when the end comes first; what came before it stays readable
   * @throws java.net.ProtocolException when there are more bytes, of which nothing is read then
   */
  default byte[] readUntil(byte[] delimiter, int most) throws IOException {
    return readAhead().until(delimiter, most);
  }

  /**
   * Reads so many bytes.
   *
   * @throws java.io.EOFException when the end comes first; what came before it stays readable
   */
  default byte[] readExactly(int count) throws IOException {
    return readAhead().exactly(count);
  }

  /**
   * Reads a frame: its length as an unsigned number in network order, and so many bytes.
   *
   * @param lengthBytes the size of the number: 1, 2, 3 or 4 bytes
   * @param most how many bytes the frame may have
   * @return null when the peer has ended its direction between two frames
   * @throws java.io.EOFException when the end comes within a frame
   * @throws java.net.ProtocolException when the length is larger; it is then read, the frame not
   */
  default byte[] readFrame(int lengthBytes, int most) throws IOException {
    return Frames.read(readAhead(), lengthBytes, most);
  }

  /** Writes all the bytes; waits while the peer reads too slowly. */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** {@link #write(byte[], int, int)} of a whole array. */
  default void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  /** Writes text in UTF-8. */
  default void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes what remains of the buffer and moves its position. */
  void write(ByteBuffer buffer) throws IOException;

  /**
   * Writes a frame as {@link #readFrame} reads it, with one call.
   *
   * @throws IllegalArgumentException when the length does not fit into {@code lengthBytes}
   */
  default void writeFrame(int lengthBytes, byte[] bytes) throws IOException {
    write(Frames.of(lengthBytes, bytes));
  }

  /**
   * Writes {@code count} bytes of a file from {@code offset} on, fewer only where the file ends.
   * Where nothing changes them on their way the kernel sends them, sendfile(2).
   *
   * @return how many were written
   * @throws java.nio.file.FileSystemException when the file cannot be opened
   * @throws IllegalArgumentException when {@code offset} or {@code count} is negative
   */
  default long sendFile(Path file, long offset, long count) throws IOException {
    return FileCopy.of(file, offset, count, this);
  }

  /** Shuts down the sending direction (half-close); reading continues. */
  void closeWrite() throws IOException;

  /** Ends the conversation in order. What was written still goes out. Does nothing twice. */
  @Override
  void close();

  /** Ends the conversation at once: TCP sends a reset. What was not sent yet is thrown away. */
  void abort();

  boolean isOpen();

  /**
   * Bounds each call from now on, a long write for as long as nothing of it moves; null takes the
   * bound away, the server's own {@link Timeouts} too.
   */
  void timeout(Duration timeout);

  /** Bounds all calls from now on by one moment; {@link Deadline#NEVER} takes the bound away. */
  void deadline(Deadline deadline);

  Address localAddress() throws IOException;

  /** The other end of the socket, which may be a balancer. */
  Address peerAddress() throws IOException;

  /** The client's address as a load balancer has sent it; otherwise the peer's. */
  default Address clientAddress() throws IOException {
    return peerAddress();
  }

  /** The credentials of a UNIX socket's peer, from the kernel; empty for other families. */
  Optional<PeerCredentials> credentials() throws IOException;

  /** What was agreed on in the handshake; empty where the bytes travel in the clear. */
  default Optional<TlsInfo> tls() {
    return Optional.empty();
  }

  /** What is read as a stream of {@code java.io}. Closing it closes the connection. */
  default InputStream inputStream() {
    return new ConnectionInput(this);
  }

  /** What is written as a stream of {@code java.io}. Closing it closes the connection. */
  default OutputStream outputStream() {
    return new ConnectionOutput(this);
  }

  /** This connection as a channel of {@code java.nio}, whose writes are whole. */
  default ByteChannel channel() {
    return new ConnectionChannel(this);
  }

  /**
   * The socket that carries exactly the bytes of this connection, after those {@link #readAhead},
   * for zero-copy ({@link mortise.net.Splice}). Empty where something changes, counts or bounds
   * them on their way.
   */
  default Optional<Socket> bareSocket() {
    return Optional.empty();
  }

  /**
   * The socket beneath, for its options. Reading or writing it directly corrupts the conversation.
   */
  Socket socket();
}
