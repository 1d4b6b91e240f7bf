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

/**
 * Messages to one peer and back, encrypted by DTLS 1.2 (RFC 6347). As with the datagrams beneath,
 * some may get lost or come in another order; none comes twice, and none that was changed.
 *
 * <p>One thread may receive while another sends. {@link #close} is safe from any thread and wakes
 * the others.
 */
public final class DtlsConnection implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int HANDSHAKE = 22;

  private final SSLEngine engine;
  private final DatagramPath path;
  private final TlsInfo facts;

  /** The end of our handshake, which the peer may have missed. */
  private final List<byte[]> lastFlight;

  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Duration timeout;

  /** What is left of the last datagram. Guarded by reading. */
  private byte[] rest = {};

  private DtlsConnection(
      SSLEngine engine, DatagramPath path, TlsInfo facts, List<byte[]> lastFlight) {
    this.engine = engine;
    this.path = path;
    this.facts = facts;
    this.lastFlight = List.copyOf(lastFlight);
  }

  /** Shakes hands; closes the path where that fails. */
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

  /** Bounds each later receive; null takes the bound away. */
  public void timeout(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Sends what remains of the buffer as one message.
   *
   * @throws IllegalArgumentException when it does not fit into one datagram of the configured size;
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
        throw new SocketException("send: the conversation has ended");
      }
      if (bytes.hasRemaining()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a message of %d bytes does not fit into a datagram, %d would",
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
   * Waits for a message and puts it into what remains of the buffer, whose position moves; what it
   * has no room for is lost. What comes damaged or twice is passed over.
   *
   * @return its length, which may be 0, or -1 when the peer has ended the conversation
   * @throws java.net.SocketTimeoutException when the timeout passes first
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
          // What is there already comes whatever the time, and a flood of damage never ends.
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

  /** The next message, of whatever length; null when the peer has ended the conversation. */
  public byte[] receive() throws IOException {
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

  /** The peer still shakes hands: our end of it was lost. */
  private void sendLastFlight() throws IOException {
    for (byte[] record : lastFlight) {
      path.send(ByteBuffer.wrap(record));
    }
  }

  /** Takes one record of the datagram; whether it was a message. */
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
      throw new SSLException("the peer wants to renegotiate, which is refused");
    }
    boolean stuck = result.bytesConsumed() == 0;
    rest = new byte[stuck ? 0 : records.remaining()];
    records.get(rest);
    return result.bytesProduced() > 0;
  }

  private void checkOpen(String call) throws SocketException {
    if (closed.get()) {
      throw new SocketException(call + ": the connection is closed");
    }
  }

  /** What was agreed on in the handshake. */
  public TlsInfo tls() {
    return facts;
  }

  public Address peerAddress() throws IOException {
    return path.peer();
  }

  /**
   * Sends close_notify, after which nothing more can be sent. What the peer sends until it ends,
   * too, can be received; but most peers end at once (RFC 5246, section 7.2.1).
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

  /** Sends close_notify where that has not been done. Under the lock of writing. */
  private void sendEnd() throws IOException {
    engine.closeOutbound();
    ByteBuffer record = ByteBuffer.allocate(1 << 15);
    engine.wrap(NOTHING, record);
    if (record.flip().hasRemaining()) {
      path.send(record);
    }
  }

  /** Sends close_notify, which may get lost, and releases the path. */
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
