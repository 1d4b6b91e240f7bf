package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import mortise.net.BufferConsumer;
import mortise.net.Deadline;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;
import mortise.server.TlsInfo;

/**
 * TLS over another connection, its inner. The handshake is done when there is such an object.
 *
 * <p>A read that runs out of time or is interrupted loses nothing, and the next goes on. After a
 * write that failed in whatever way no more can be written, since a part of a record may be gone. A
 * read may take up to twice the {@link #timeout}: it may begin to wait for the rest of a record
 * shortly before its end.
 */
final class TlsConnection extends FilteringConnection {
  /** What an orderly close waits at most until the peer has taken what was written. */
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Inbound inbound;
  private final Outbound outbound;
  private final Engine engine;
  private final TlsInfo facts;
  private final ReadAhead ahead = new ReadAhead(this::receive);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  private TlsConnection(
      Connection carrier, Engine engine, Inbound inbound, Outbound outbound, TlsInfo facts) {
    super(carrier);
    this.engine = engine;
    this.inbound = inbound;
    this.outbound = outbound;
    this.facts = facts;
  }

  /** Shakes hands; closes the carrier where that fails. */
  static TlsConnection over(Connection carrier, Engine engine) throws IOException {
    Outbound outbound = new Outbound(engine, carrier);
    Inbound inbound = new Inbound(engine, carrier, outbound);
    try {
      new Handshake(engine, carrier, inbound, outbound).run();
      return new TlsConnection(carrier, engine, inbound, outbound, engine.facts());
    } catch (Throwable t) {
      new TlsConnection(carrier, engine, inbound, outbound, null).closeCarrier();
      throw t;
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return ahead.count() > 0
        ? ahead.take(bytes, offset, length)
        : receive(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException(); // libssl would write to it
    }
    return ahead.count() > 0 ? ahead.take(buffer) : receive(buffer);
  }

  @Override
  public int read(BufferConsumer consumer) throws IOException {
    if (ahead.count() > 0) {
      return ahead.take(consumer);
    }
    checkOpen("read");
    ByteBuffer lent = telling(inbound::readOwn);
    if (lent == null) {
      return -1;
    }
    try {
      int count = lent.remaining();
      consumer.accept(lent.array(), count);
      return count;
    } finally {
      Buffers.release(lent);
    }
  }

  private int receive(byte[] bytes, int offset, int length) throws IOException {
    return receive(ByteBuffer.wrap(bytes, offset, length));
  }

  private int receive(ByteBuffer buffer) throws IOException {
    checkOpen("read");
    return telling(() -> inbound.read(buffer));
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T telling(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (TruncatedException e) {
      throw e; // we may go on writing
    } catch (SSLException e) {
      tell(e);
      throw e;
    }
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void awaitReadable() throws IOException {
    await(() -> {
      inner.awaitReadable();
      return true;
    });
  }

  @Override
  public boolean awaitRequest() throws IOException {
    return await(inner::awaitRequest);
  }

  private boolean await(Inbound.Wait wait) throws IOException {
    checkOpen("read");
    return ahead.count() > 0 || inbound.awaitReadable(wait);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    write(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    checkOpen("write");
    outbound.write(buffer);
  }

  /** Sends close_notify. The carrier stays open both ways, since the peer may answer for long. */
  @Override
  public void closeWrite() throws IOException {
    checkOpen("write");
    outbound.end();
  }

  /**
   * Sends what is unsent and close_notify, waits for that at most ten seconds, the timeout and the
   * deadline, and closes the inner.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    inner.deadline(closeDeadline());
    if (outbound.tryEnd()) {
      closeCarrier();
    } else {
      inner.close(); // which wakes a write in progress
      engine.free();
    }
  }

  private Deadline closeDeadline() {
    Duration longest = CLOSE;
    if (timeout != null && timeout.compareTo(longest) < 0) {
      longest = timeout;
    }
    Duration left = deadline.remaining();
    return Deadline.after(left.compareTo(longest) < 0 ? left : longest);
  }

  /**
   * Unread bytes, such as unused tickets of TLS 1.3, would make TCP close with a reset, which may
   * destroy what the peer has not read yet.
   */
  private void closeCarrier() {
    try {
      inner.closeWrite();
      inner.deadline(Deadline.NOW);
      inbound.discard();
    } catch (IOException _) {
      // There was nothing to throw away, or the carrier is dead.
    } finally {
      inner.close();
      engine.free();
    }
  }

  /** A failed conversation is over for the peer too, and for concurrent writers. */
  private void tell(SSLException reason) {
    inner.deadline(Deadline.after(Duration.ofSeconds(1)));
    outbound.tryAlert(reason);
  }

  @Override
  public void abort() {
    closed.set(true);
    inner.abort();
    engine.free();
  }

  @Override
  public boolean isOpen() {
    return !closed.get() && inner.isOpen();
  }

  private void checkOpen(String call) throws SocketException {
    if (closed.get()) {
      throw new SocketException(call + ": the connection is closed");
    }
  }

  @Override
  public void timeout(Duration timeout) {
    inner.timeout(timeout);
    inbound.timeout(timeout);
    this.timeout = timeout;
  }

  @Override
  public void deadline(Deadline deadline) {
    inner.deadline(deadline);
    this.deadline = Objects.requireNonNull(deadline, "deadline");
  }

  TlsInfo facts() {
    return facts;
  }

  @Override
  public Optional<TlsInfo> tls() {
    return Optional.of(facts);
  }

  @Override
  public String toString() {
    return inner + " over " + facts.protocol();
  }
}
