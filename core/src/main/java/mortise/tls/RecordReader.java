package mortise.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import mortise.net.BufferConsumer;
import mortise.server.Connection;

/**
 * The records of TLS that a peer sends, collected until they are whole (RFC 8446, section 5.1).
 * While nothing is there it waits without a buffer. One thread uses it at a time.
 */
final class RecordReader implements BufferConsumer {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;

  private final Connection carrier;

  /** What is not decrypted yet, from position to limit; null while there is nothing. */
  private ByteBuffer bytes;

  private boolean large;
  private volatile Duration timeout;

  RecordReader(Connection carrier) {
    this.carrier = carrier;
  }

  /** How long one call may take, however many bytes come one by one; null for ever. */
  void timeout(Duration timeout) {
    this.timeout = timeout;
  }

  /** What has come; there is something. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** Whether nothing at all has come. */
  boolean isEmpty() {
    return bytes == null;
  }

  /** Whether the first record is whole; fails where that is none. */
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
      String words = "expected a record of at most %d bytes but was %d";
      throw TlsErrors.conversation(
          peer(), String.format(Locale.ROOT, words, Buffers.RECORD, length));
    }
    return bytes.remaining() >= length;
  }

  /** Fails where the first record of all shows that the peer does not speak TLS. */
  void checkTls() throws SSLException {
    if (bytes == null || !bytes.hasRemaining()) {
      return;
    }
    int type = bytes.get(bytes.position());
    // An alert may be the first.
    boolean alien = type < CHANGE_CIPHER_SPEC || type > HANDSHAKE + 1;
    boolean alienVersion = bytes.remaining() > 1 && bytes.get(bytes.position() + 1) != 3;
    if (alien || alienVersion) {
      throw TlsErrors.notTls(peer(), bytes);
    }
  }

  /**
   * Waits for more, and takes what is there.
   *
   * @param begin when the call began that this is for, by {@code System.nanoTime}
   */
  void receive(long begin) throws IOException {
    if (bytes == null) {
      receiveFirst();
    } else {
      receiveMore(begin);
    }
  }

  private void receiveFirst() throws IOException {
    if (carrier.read(this) < 0) {
      throw new TruncatedException(peer());
    }
  }

  /** Keeps the first bytes after a wait, which came in a buffer that is not ours. */
  @Override
  public void accept(byte[] lent, int count) {
    Buffers buffers = count <= Buffers.RECORD ? Buffers.SMALL : Buffers.LARGE;
    bytes = buffers.take().put(lent, 0, count).flip();
    large = bytes.limit() == bytes.capacity();
  }

  private void receiveMore(long begin) throws IOException {
    Duration patience = timeout;
    if (patience != null && System.nanoTime() - begin > patience.toNanos()) {
      // Each byte may come in time and the record not.
      throw new SocketTimeoutException("read: timed out in the middle of a TLS record");
    }
    makeRoom();
    int end = bytes.limit();
    int count = carrier.read(bytes.array(), end, bytes.capacity() - end);
    if (count < 0) {
      throw new TruncatedException(peer());
    }
    bytes.limit(end + count);
    large = bytes.limit() == bytes.capacity();
  }

  /** Moves what is there to the front, of a larger buffer where the last one became full. */
  private void makeRoom() {
    if (large && bytes.capacity() == Buffers.RECORD) {
      ByteBuffer larger = Buffers.LARGE.take().put(bytes).flip();
      Buffers.release(bytes);
      bytes = larger;
    } else if (bytes.position() > 0) {
      bytes.compact().flip();
    }
  }

  /** Gives the buffer back where nothing is in it. */
  void releaseEmpty() {
    if (bytes != null && !bytes.hasRemaining()) {
      release();
    }
  }

  /** Gives the buffer back. */
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
