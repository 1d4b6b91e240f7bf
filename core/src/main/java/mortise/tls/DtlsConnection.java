package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.server.TlsInfo;
import org.jspecify.annotations.Nullable;

/**
 * A DTLS 1.2 connection (RFC 6347) that sends and receives messages. As with datagrams, messages
 * may get lost or reordered; they are neither duplicated nor modified.
 *
 * <p>Thread-safe: one thread may receive while another sends. {@link #close} wakes threads that
 * wait.
 */
public final class DtlsConnection implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int HANDSHAKE = 22;

  /** Where a record has its epoch and its sequence number, RFC 6347, section 4.1. */
  private static final int NUMBER_AT = 3;

  private final SSLEngine engine;
  private final DatagramPath path;
  private final TlsInfo facts;

  /** The last flight of this side's handshake, for retransmission. */
  private final List<byte[]> lastFlight;

  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Duration timeout;

  /** Unread records of the last datagram. Guarded by reading. */
  private byte[] rest = {};

  /** The messages that were received. Guarded by reading. */
  private final ReplayWindow received = new ReplayWindow();

  private DtlsConnection(
      SSLEngine engine, DatagramPath path, TlsInfo facts, List<byte[]> lastFlight) {
    this.engine = engine;
    this.path = path;
    this.facts = facts;
    this.lastFlight = List.copyOf(lastFlight);
  }

  /** Performs the handshake; closes the path if it fails. */
  static DtlsConnection over(
      DatagramPath path, SSLEngine engine, HandshakeObserver observer, int seen, Deadline deadline)
      throws IOException {
    try {
      List<byte[]> lastFlight = new DtlsHandshake(engine, path, seen).run(deadline);
      return new DtlsConnection(engine, path, JdkEngine.facts(engine, observer), lastFlight);
    } catch (Throwable t) {
      path.close();
      throw t;
    }
  }

  /** Sets the timeout of later calls of receive; null means no timeout, which is the default. */
  public void timeout(@Nullable Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Sends the remaining bytes of the buffer as one message. The buffer's position moves to its
   * limit.
   *
   * @throws IllegalArgumentException if the message exceeds one datagram of the configured size;
   *     nothing is sent then
   */
  public void send(ByteBuffer message) throws IOException {
    writing.lock();
    ByteBuffer record = Buffers.LARGE.take();
    try {
      checkOpen("send");
      int length = message.remaining();
      ByteBuffer bytes = message.slice();
      SSLEngineResult result = engine.wrap(bytes, record);
      if (result.getStatus() == Status.CLOSED) {
        throw new SocketException("send: the connection is closed for writing");
      }
      if (bytes.hasRemaining()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "send: message of %d bytes exceeds the maximum of %d bytes per datagram",
                length,
                bytes.position()));
      }
      path.send(record.flip());
      message.position(message.limit());
    } finally {
      Buffers.release(record);
      writing.unlock();
    }
  }

  /** Sends an array as one message. */
  public void send(byte[] message) throws IOException {
    send(ByteBuffer.wrap(message));
  }

  /**
   * Waits for a message and reads it into the remaining space of the buffer, whose position moves.
   * Excess bytes are discarded. Damaged and duplicate messages are skipped.
   *
   * @return the number of bytes read, which may be 0, or -1 after the peer's close_notify
   * @throws java.net.SocketTimeoutException if the timeout passes first
   */
  public int receive(ByteBuffer into) throws IOException {
    reading.lock();
    ByteBuffer message = Buffers.LARGE.take();
    try {
      checkOpen("receive");
      Duration patience = timeout;
      Deadline deadline = patience == null ? Deadline.NEVER : Deadline.after(patience);
      boolean first = true;
      while (!engine.isInboundDone()) {
        if (rest.length == 0) {
          // A queued datagram is received even after the deadline, so a flood of damaged ones would
          // never end.
          if (!first && deadline.remaining().isZero()) {
            throw new SocketTimeoutException("receive: timed out, no message from " + path.peer());
          }
          rest = nextDatagram(deadline);
          first = false;
        }
        if (unwrap(message)) {
          int count = Math.min(message.flip().remaining(), into.remaining());
          into.put(message.limit(count));
          return count;
        }
      }
      return -1;
    } finally {
      Buffers.release(message);
      reading.unlock();
    }
  }

  /** Waits for a message of any length. Returns null after the peer's close_notify. */
  public byte @Nullable [] receive() throws IOException {
    ByteBuffer message = ByteBuffer.allocate(1 << 14);
    if (receive(message) < 0) {
      return null;
    }
    byte[] bytes = new byte[message.flip().remaining()];
    message.get(bytes);
    return bytes;
  }

  private byte[] nextDatagram(Deadline deadline) throws IOException {
    byte[] datagram = receive(deadline);
    if (datagram.length > 0 && datagram[0] == HANDSHAKE) {
      sendLastFlight();
    }
    return datagram;
  }

  private byte[] receive(Deadline deadline) throws IOException {
    ByteBuffer in = Buffers.LARGE.take();
    try {
      path.receive(in, deadline);
      byte[] datagram = new byte[in.remaining()];
      in.get(datagram);
      return datagram;
    } finally {
      Buffers.release(in);
    }
  }

  /** A handshake record shows that the peer has not received the last flight. */
  private void sendLastFlight() throws IOException {
    for (byte[] record : lastFlight) {
      path.send(ByteBuffer.wrap(record));
    }
  }

  /** Decrypts one record of the datagram. Returns whether it was a message, and a new one. */
  private boolean unwrap(ByteBuffer message) throws SSLException {
    ByteBuffer records = ByteBuffer.wrap(rest);
    SSLEngineResult result;
    try {
      result = engine.unwrap(records, message.clear());
    } catch (RuntimeException e) {
      throw TlsErrors.engine(e);
    }
    HandshakeStatus wanted = result.getHandshakeStatus();
    if (wanted == HandshakeStatus.NEED_TASK) {
      throw new SSLException("the peer requested renegotiation, which is disabled");
    }
    boolean stuck = result.bytesConsumed() == 0;
    rest = new byte[stuck ? 0 : records.remaining()];
    records.get(rest);
    // Only an authentic record produces bytes.
    return result.bytesProduced() > 0 && received.add(records.getLong(NUMBER_AT));
  }

  private void checkOpen(String call) throws SocketException {
    if (closed.get()) {
      throw new SocketException(call + ": the connection is closed");
    }
  }

  /** The negotiated parameters and the peer's certificates. */
  public TlsInfo tls() {
    return facts;
  }

  public Address peerAddress() throws IOException {
    return path.peer();
  }

  /**
   * Sends close_notify, after which sending fails. Receiving continues until the peer's
   * close_notify, which most peers send at once (RFC 5246, section 7.2.1).
   */
  public void closeWrite() throws IOException {
    writing.lock();
    try {
      checkOpen("closeWrite");
      sendEnd();
    } finally {
      writing.unlock();
    }
  }

  /** Sends close_notify unless it was sent before. Requires the lock of writing. */
  private void sendEnd() throws IOException {
    engine.closeOutbound();
    ByteBuffer record = ByteBuffer.allocate(1 << 15);
    engine.wrap(NOTHING, record);
    if (record.flip().hasRemaining()) {
      path.send(record);
    }
  }

  /**
   * Sends close_notify, which may get lost, and closes the path. Idempotent; does not wait for the
   * peer.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (writing.tryLock()) {
      try {
        sendEnd();
      } catch (IOException _) {
        // The peer has closed, so close_notify is not needed.
      } finally {
        writing.unlock();
      }
    }
    path.close();
  }
}
