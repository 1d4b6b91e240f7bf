package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * TLS over another connection, {@code inner}. The handshake is complete when the object exists.
 *
 * <p>A read that times out or is interrupted loses no data, and the next one continues. After a
 * failed write all later writes fail, since a part of a record may have been sent. A read may take
 * up to twice the {@link #timeout}: it may start to wait for the rest of a record shortly before
 * the timeout.
 */
final class TlsConnection extends FilteringConnection {
  /** The maximum time that close waits for pending output to be sent. */
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Inbound inbound;
  private final Outbound outbound;
  private final Engine engine;
  private final TlsInfo facts;
  private final ReadAhead ahead = new ReadAhead(this::receive);
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  private TlsConnection(
      Connection carrier, Engine engine, Inbound inbound, Outbound outbound, TlsInfo facts) {
    super(carrier);
    this.engine = engine;
    this.inbound = inbound;
    this.outbound = outbound;
    this.facts = facts;
  }

  /**
   * Performs the handshake; closes the carrier if it fails.
   *
   * @param kernel whether the kernel encrypts from the first {@link #sendFile} on, if it can
   */
  static TlsConnection over(Connection carrier, Engine engine, boolean kernel) throws IOException {
    Outbound outbound = new Outbound(engine, carrier);
    Inbound inbound = new Inbound(engine, carrier, outbound);
    try {
      new Handshake(engine, carrier, inbound, outbound).run();
      TlsInfo facts = engine.facts();
      if (kernel && TrafficSecret.Suite.contains(facts.cipherSuite())) {
        carrier.bareSocket().ifPresent(outbound::permitKernel);
      }
      return new TlsConnection(carrier, engine, inbound, outbound, facts);
    } catch (Throwable t) {
      closeCarrier(carrier, engine, inbound);
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
      throw new ReadOnlyBufferException(); // libssl would write to its array
    }
    return ahead.count() > 0 ? ahead.take(buffer) : receive(buffer);
  }

  @Override
  public int read(BufferConsumer consumer) throws IOException {
    if (ahead.count() > 0) {
      return ahead.take(consumer);
    }
    checkOpen("read");
    ByteBuffer lent = readOwn();
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
    try {
      return inbound.read(buffer);
    } catch (SSLException e) {
      throw alerted(e);
    }
  }

  private @Nullable ByteBuffer readOwn() throws IOException {
    try {
      return inbound.readOwn();
    } catch (SSLException e) {
      throw alerted(e);
    }
  }

  /** The exception, after its alert; writing remains possible after a truncation. */
  private SSLException alerted(SSLException e) {
    if (!(e instanceof TruncatedException)) {
      sendAlert(e);
    }
    return e;
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

  @Override
  public long sendFile(Path file, long offset, long count) throws IOException {
    checkOpen("sendFile");
    long sent = outbound.sendFile(file, offset, count);
    return sent >= 0 ? sent : super.sendFile(file, offset, count);
  }

  /**
   * Sends close_notify. The carrier stays open for both directions, since the peer may still send.
   */
  @Override
  public void closeWrite() throws IOException {
    checkOpen("write");
    outbound.end();
  }

  /**
   * Sends pending output and close_notify, limited by ten seconds, the timeout and the deadline,
   * and closes the inner connection.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    limit(closeDeadline());
    if (outbound.tryEnd()) {
      closeCarrier(inner, engine, inbound);
    } else {
      inner.close(); // wakes a write in progress
      engine.free();
    }
  }

  private Deadline closeDeadline() {
    Duration longest = CLOSE;
    Duration bound = timeout;
    if (bound != null && bound.compareTo(longest) < 0) {
      longest = bound;
    }
    Duration left = deadline.remaining();
    return Deadline.after(left.compareTo(longest) < 0 ? left : longest);
  }

  /**
   * With unread bytes, such as unused TLS 1.3 tickets, TCP closes with a reset, which can discard
   * data that the peer has not read yet.
   */
  private static void closeCarrier(Connection inner, Engine engine, Inbound inbound) {
    try {
      if (inbound.mayHaveUnread()) {
        inner.closeWrite();
        inner.deadline(Deadline.NOW);
        inbound.discard();
      }
    } catch (IOException _) {
      // Nothing to discard, or the carrier has failed.
    } finally {
      inner.close();
      engine.free();
    }
  }

  /** Sends the alert of a fatal error, after which concurrent writers fail, too. */
  private void sendAlert(SSLException reason) {
    limit(Deadline.after(Duration.ofSeconds(1)));
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
  public void timeout(@Nullable Duration timeout) {
    inner.timeout(timeout);
    inbound.timeout(timeout);
    this.timeout = timeout;
  }

  @Override
  public void deadline(Deadline deadline) {
    limit(Objects.requireNonNull(deadline, "deadline"));
    this.deadline = deadline;
  }

  private void limit(Deadline limit) {
    inner.deadline(limit);
    outbound.deadline(limit);
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
    return inner + " over " + facts.protocol() + (outbound.isKernel() ? " by the kernel" : "");
  }
}
