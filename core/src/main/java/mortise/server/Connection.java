package mortise.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
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
import org.jspecify.annotations.Nullable;

/**
 * A bidirectional stream of bytes to a peer. A plain socket, TLS and proxied connections implement
 * this interface; a handler does not depend on the kind.
 *
 * <p>One thread may read while another writes. {@link #close} and {@link #abort} are thread-safe
 * and end the calls of other threads. Calls block the calling thread, and throw the exceptions of
 * {@link Socket}'s calls, TLS also {@link javax.net.ssl.SSLException}.
 *
 * <p>Each wait of a read is bounded by the idle timeout, each wait of a write by the stall timeout
 * ({@link Timeouts}, {@link #timeout}), and all of them by the {@link #deadline}; then the call
 * throws {@link java.net.SocketTimeoutException}. A peer that sends a byte now and then can keep a
 * read of a line or frame waiting for longer than a timeout, but not than the deadline. After a
 * write that has thrown, the number of bytes sent is not known.
 *
 * <p>Lines and frames use {@link #readAhead}, a buffer of bytes read in advance. Every other read
 * takes from there first, so the kinds of reads can be mixed. A read of a line or frame that throws
 * loses no bytes, so it can be repeated.
 */
public interface Connection extends AutoCloseable {
  /**
   * Wraps a socket as a connection, without a server and its limits. Closing either closes both.
   */
  static Connection of(Socket socket) {
    return new SocketConnection(socket, Timeouts.UNBOUNDED);
  }

  /**
   * Reads the available bytes into part of an array, at most {@code length}; blocks while there are
   * none, for the idle timeout at most.
   *
   * @return the number of bytes, or -1 at the end of the stream; 0 only for a length of 0
   */
  int read(byte[] bytes, int offset, int length) throws IOException;

  /** Reads the available bytes into an array; returns as {@link #read(byte[], int, int)}. */
  default int read(byte[] bytes) throws IOException {
    return read(bytes, 0, bytes.length);
  }

  /**
   * Reads into the remaining space of a buffer and advances its position; returns as {@link
   * #read(byte[], int, int)}.
   *
   * @throws ReadOnlyBufferException before anything is read
   */
  default int read(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (buffer.hasArray()) {
      int start = buffer.arrayOffset() + buffer.position();
      int count = read(buffer.array(), start, buffer.remaining());
      buffer.position(buffer.position() + Math.max(0, count));
      return count;
    }
    byte[] bytes = new byte[buffer.remaining()];
    int count = read(bytes, 0, bytes.length);
    buffer.put(bytes, 0, Math.max(0, count));
    return count;
  }

  /**
   * Reads into a pooled buffer and passes it to {@code consumer} for the duration of that call. A
   * plain socket and TLS hold no buffer during the wait, so idle connections cost none.
   *
   * @return the number of bytes, at most 64 KiB, or -1 at the end of the stream, without a call of
   *     the consumer
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
   * Waits until a read would not block, without holding a buffer, for the idle timeout at most. It
   * may return early if the received bytes contain no data, such as a TLS session ticket.
   */
  void awaitReadable() throws IOException;

  /**
   * Waits for the next request as {@link #awaitReadable} does, except that a graceful shutdown
   * wakes connections that wait here, and lets all others finish.
   *
   * @return whether there is something to read, the end of the stream included; false during a
   *     graceful shutdown without a request, when the handler should send its last bytes and return
   */
  default boolean awaitRequest() throws IOException {
    awaitReadable();
    return true;
  }

  /**
   * Returns the bytes read in advance. A wrapper that changes the protocol, as STARTTLS does,
   * checks them: bytes that the peer has sent before the change are either the beginning of the new
   * protocol or an attack (RFC 3207 section 6).
   */
  ReadAhead readAhead();

  /**
   * Reads a line of UTF-8 and returns it without its line end, LF or CR LF. Malformed bytes become
   * U+FFFD.
   *
   * @param most the maximum number of bytes without the line end
   * @return null at the end of the stream; the last line may lack a line end
   * @throws java.net.ProtocolException when the line is longer; none of its bytes is consumed
   * @throws IllegalArgumentException when {@code most} is negative
   */
  default @Nullable String readLine(int most) throws IOException {
    byte[] line = readAhead().line(most);
    return line == null ? null : new String(line, StandardCharsets.UTF_8);
  }

  /**
   * Reads up to a delimiter and returns the bytes before it.
   *
   * @param most the maximum number of bytes before the delimiter
   * @return null at the end of the stream, without bytes before it
   * @throws java.io.EOFException when the end comes first; the bytes before it stay readable
   * @throws java.net.ProtocolException when there are more bytes; none of them is consumed
   * @throws IllegalArgumentException when {@code most} is negative or the delimiter is empty
   */
  default byte @Nullable [] readUntil(byte[] delimiter, int most) throws IOException {
    return readAhead().until(delimiter, most);
  }

  /**
   * Reads exactly {@code count} bytes; blocks until all have arrived.
   *
   * @throws java.io.EOFException when the end comes first; the bytes before it stay readable
   * @throws IllegalArgumentException when {@code count} is negative
   */
  default byte[] readExactly(int count) throws IOException {
    return readAhead().exactly(count);
  }

  /**
   * Reads a frame: its length as an unsigned number in network byte order, and that many bytes.
   *
   * @param lengthBytes the size of the number: 1, 2, 3 or 4 bytes
   * @param most the maximum length of the frame
   * @return null at the end of the stream between two frames
   * @throws java.io.EOFException when the end comes within a frame
   * @throws java.net.ProtocolException when the length is larger; the length is consumed then, the
   *     frame is not
   * @throws IllegalArgumentException when {@code lengthBytes} is not in 1..4
   */
  default byte @Nullable [] readFrame(int lengthBytes, int most) throws IOException {
    return Frames.read(readAhead(), lengthBytes, most);
  }

  /**
   * Writes all bytes of part of an array; blocks while the peer reads too slowly (backpressure),
   * for the stall timeout at most.
   *
   * <p>On an event loop that uses io_uring, 4 KiB or less may be copied, and sent before the loop
   * waits next; the next call of this connection then has an error of that, a read too.
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** Writes all bytes of an array; blocks as {@link #write(byte[], int, int)}. */
  default void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  /** Writes text in UTF-8; blocks as {@link #write(byte[], int, int)}. */
  default void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes the remaining bytes of a buffer and advances its position to its limit; blocks as {@link
   * #write(byte[], int, int)}.
   */
  default void write(ByteBuffer buffer) throws IOException {
    if (buffer.hasArray()) {
      write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
      buffer.position(buffer.limit());
      return;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    write(bytes, 0, bytes.length);
  }

  /**
   * Writes a frame as {@link #readFrame} reads it, with one call.
   *
   * @param lengthBytes the size of the number: 1, 2, 3 or 4 bytes
   * @throws IllegalArgumentException when the length does not fit into {@code lengthBytes}
   */
  default void writeFrame(int lengthBytes, byte[] bytes) throws IOException {
    write(Frames.of(lengthBytes, bytes));
  }

  /**
   * Writes {@code count} bytes of a file from {@code offset} on, fewer only at the end of the file;
   * by zero-copy on a plain socket, sendfile(2). The stall timeout is for each part of at most 512
   * KiB.
   *
   * @return the number of bytes written; 0 for an offset past the file's end
   * @throws java.nio.file.FileSystemException when the file cannot be opened
   * @throws IllegalArgumentException when {@code offset} or {@code count} is negative
   */
  default long sendFile(Path file, long offset, long count) throws IOException {
    return FileCopy.of(file, offset, count, this);
  }

  /**
   * Shuts down the sending direction (half-close): shutdown(2), or close_notify in TLS. Reading
   * continues.
   */
  void closeWrite() throws IOException;

  /**
   * Closes the connection orderly: written bytes are still sent. Where a loop has them and the peer
   * does not read, it waits for the stall time in a server's handler thread, and for at most a
   * second in others. In a handler's thread it first discards unread bytes of a TCP peer for at
   * most one second, since they would turn the close into a reset (lingering close). TLS sends
   * close_notify, for which it waits at most ten seconds. Idempotent.
   */
  @Override
  void close();

  /**
   * Resets the connection without waiting: TCP sends a RST, and unsent bytes are discarded; a
   * family without resets is closed. Idempotent.
   */
  void abort();

  /** Returns whether this side has not closed the connection; a peer's close is seen by a read. */
  boolean isOpen();

  /**
   * Sets the timeout of each wait of later calls, in place of the server's idle and stall {@link
   * Timeouts}: of a long write it bounds the time without progress.
   *
   * @param timeout null waits for ever, zero never waits
   * @throws IllegalArgumentException when it is negative
   */
  void timeout(@Nullable Duration timeout);

  /**
   * Sets one deadline for all later calls; {@link Deadline#NEVER} removes it. It does not extend
   * {@link Timeouts#life}.
   */
  void deadline(Deadline deadline);

  /** Returns the local address of the socket. */
  Address localAddress() throws IOException;

  /** Returns the address of the socket's peer, which may be a load balancer. */
  Address peerAddress() throws IOException;

  /** Returns the client's address as a load balancer has sent it; otherwise the peer's. */
  default Address clientAddress() throws IOException {
    return peerAddress();
  }

  /** Returns the credentials of a UNIX socket's peer, from the kernel; empty for other families. */
  Optional<PeerCredentials> credentials() throws IOException;

  /** Returns the negotiated TLS parameters; empty without TLS. */
  default Optional<TlsInfo> tls() {
    return Optional.empty();
  }

  /** Returns this connection as an {@link InputStream}. Closing it closes the connection. */
  default InputStream inputStream() {
    return new ConnectionInput(this);
  }

  /** Returns this connection as an {@link OutputStream}. Closing it closes the connection. */
  default OutputStream outputStream() {
    return new ConnectionOutput(this);
  }

  /**
   * Returns this connection as a channel of {@code java.nio}; a write writes the whole buffer.
   * Closing it closes the connection.
   */
  default ByteChannel channel() {
    return new ConnectionChannel(this);
  }

  /**
   * Returns the socket that carries exactly the bytes of this connection, after those of {@link
   * #readAhead}, for zero-copy ({@link mortise.net.Splice}). Empty if a layer transforms, counts or
   * limits the bytes.
   */
  default Optional<Socket> bareSocket() {
    return Optional.empty();
  }

  /**
   * Returns the underlying socket, for its options. Reading or writing it directly corrupts the
   * stream; {@link #bareSocket} is for that, and for {@link Socket#detach} and {@link Socket#dup}.
   */
  Socket socket();
}
