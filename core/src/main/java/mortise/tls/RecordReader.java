package mortise.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import mortise.net.BufferConsumer;
import mortise.server.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Reads TLS records (RFC 8446, section 5.1) from a connection and buffers them until they are
 * complete. It waits without a buffer while no data is available. Not thread-safe.
 */
final class RecordReader implements BufferConsumer {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  /**
   * So many bytes are copied rather than decrypted in the call that received them: the compiler
   * inlines 15 levels, and beyond that each call of libssl allocates its segments.
   */
  private static final int FEW = 4096;

  /** Takes complete records out of {@link #bytes} before the rest is copied. */
  @FunctionalInterface
  interface Arrival {
    void run() throws IOException;
  }

  private final Connection carrier;
  private final Arrival arrival;

  /** Received bytes that are not decrypted yet, from position to limit; null if there are none. */
  private @Nullable ByteBuffer bytes;

  private boolean large;
  private volatile @Nullable Duration timeout;

  /** The beginning of the caller's operation, by {@code System.nanoTime}; null without timeout. */
  private @Nullable Long begin;

  /**
   * Reads records of a connection.
   *
   * @param arrival called when bytes have arrived after a wait
   */
  RecordReader(Connection carrier, Arrival arrival) {
    this.carrier = carrier;
    this.arrival = arrival;
  }

  /** Limits the duration of one call, even if bytes arrive meanwhile; null means no limit. */
  void timeout(@Nullable Duration timeout) {
    this.timeout = timeout;
  }

  /** The received bytes. Requires that {@link #isEmpty} is false. */
  ByteBuffer bytes() {
    return Objects.requireNonNull(bytes, "bytes");
  }

  /** Whether no bytes are buffered. */
  boolean isEmpty() {
    return bytes == null;
  }

  /** Whether the first record is complete. Fails if the bytes are not a TLS record. */
  boolean hasWhole() throws SSLException {
    if (bytes == null || bytes.remaining() < HEADER) {
      return false;
    }
    int type = bytes.get(bytes.position());
    int length = HEADER + Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA) {
      throw TlsErrors.notARecord(peer(), bytes);
    }
    if (length > Buffers.RECORD) {
      String format = "expected a record of at most %d bytes but was %d";
      throw TlsErrors.connection(
          peer(), String.format(Locale.ROOT, format, Buffers.RECORD, length));
    }
    return bytes.remaining() >= length;
  }

  /** Fails if the first record of the connection shows that the peer does not use TLS. */
  void checkTls() throws SSLException {
    if (bytes == null || !bytes.hasRemaining()) {
      return;
    }
    int type = bytes.get(bytes.position());
    // The first record may be an alert.
    boolean alien = type < CHANGE_CIPHER_SPEC || type > HANDSHAKE + 1;
    boolean alienVersion = bytes.remaining() > 1 && bytes.get(bytes.position() + 1) != 3;
    if (alien || alienVersion) {
      throw TlsErrors.notTls(peer(), bytes);
    }
  }

  /** Begins an operation of the caller, whose duration is limited. */
  void begin() {
    begin = timeout == null ? null : System.nanoTime();
  }

  /** Waits for bytes and reads what is available. */
  void receive() throws IOException {
    if (bytes == null) {
      receiveFirst();
    } else {
      receiveMore(bytes);
    }
  }

  private void receiveFirst() throws IOException {
    if (carrier.read(this) < 0) {
      throw new TruncatedException(peer());
    }
  }

  /**
   * Takes the first bytes after a wait from the carrier's buffer: complete records as they are, of
   * the rest a copy.
   */
  @Override
  public void accept(byte[] lent, int count) throws IOException {
    if (count <= FEW) {
      bytes = Buffers.SMALL.take().put(lent, 0, count).flip();
      large = false;
      return;
    }
    ByteBuffer arrived = ByteBuffer.wrap(lent, 0, count);
    bytes = arrived;
    try {
      arrival.run();
    } finally {
      bytes = arrived.hasRemaining() ? copy(arrived) : null;
    }
  }

  private ByteBuffer copy(ByteBuffer arrived) {
    int count = arrived.remaining();
    Buffers buffers = count <= Buffers.RECORD ? Buffers.SMALL : Buffers.LARGE;
    ByteBuffer copy = buffers.take().put(arrived).flip();
    large = count == copy.capacity();
    return copy;
  }

  private void receiveMore(ByteBuffer some) throws IOException {
    Duration patience = timeout;
    Long began = begin;
    if (patience != null && began != null && System.nanoTime() - began > patience.toNanos()) {
      // The carrier's timeout applies to each read, so a slow peer could extend a record for ever.
      throw new SocketTimeoutException("read: timed out within a TLS record");
    }
    ByteBuffer into = makeRoom(some);
    int end = into.limit();
    int count = carrier.read(into.array(), end, into.capacity() - end);
    if (count < 0) {
      throw new TruncatedException(peer());
    }
    into.limit(end + count);
    large = into.limit() == into.capacity();
  }

  /** Moves the bytes to index 0, of a larger buffer if the current one was full. */
  private ByteBuffer makeRoom(ByteBuffer some) {
    if (large && some.capacity() == Buffers.RECORD) {
      ByteBuffer larger = Buffers.LARGE.take().put(some).flip();
      Buffers.release(some);
      bytes = larger;
      return larger;
    }
    return some.position() > 0 ? some.compact().flip() : some;
  }

  /** Releases an empty buffer. */
  void releaseEmpty() {
    if (bytes != null && !bytes.hasRemaining()) {
      release();
    }
  }

  /** Releases the buffer and discards its bytes. */
  void release() {
    if (bytes != null) {
      Buffers.release(bytes);
      bytes = null;
    }
  }

  private String peer() {
    return TlsErrors.peer(carrier);
  }
}
