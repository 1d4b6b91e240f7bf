package mortise.tls;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import mortise.net.Credentials;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.TlsFacts;

/**
 * TLS over another connection, its carrier. The handshake is done when there is such an object.
 *
 * <p>A read that runs out of time or is interrupted loses nothing, and the next goes on. After a
 * write that failed in whatever way no more can be written, since a part of a record may be gone.
 * A read may take up to twice the {@link #timeout}: it may begin to wait for the rest of a record
 * shortly before its end.
 */
final class TlsConnection implements Connection {
  /** What an orderly close waits at most until the peer has taken what was written. */
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Connection carrier;
  private final Inbound inbound;
  private final Outbound outbound;
  private final TlsFacts facts;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Duration timeout;
  private volatile Deadline deadline = Deadline.NEVER;

  private TlsConnection(Connection carrier, Inbound inbound, Outbound outbound, TlsFacts facts) {
    this.carrier = carrier;
    this.inbound = inbound;
    this.outbound = outbound;
    this.facts = facts;
  }

  /** Shakes hands; closes the carrier where that fails. */
  static Connection over(Connection carrier, SSLEngine engine, Greeting greeting)
      throws IOException {
    Outbound outbound = new Outbound(engine, carrier);
    Inbound inbound = new Inbound(engine, carrier, outbound);
    try {
      new Handshake(engine, carrier, inbound, outbound).run();
      return new TlsConnection(carrier, inbound, outbound, Handshake.facts(engine, greeting));
    } catch (Throwable t) {
      new TlsConnection(carrier, inbound, outbound, null).closeCarrier();
      throw t;
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return read(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    checkOpen("read");
    try {
      return inbound.read(buffer);
    } catch (TruncatedException e) {
      throw e; // we may go on writing
    } catch (SSLException e) {
      tell(e);
      throw e;
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    checkOpen("read");
    inbound.awaitReadable();
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
   * deadline, and closes the carrier.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    carrier.deadline(closeDeadline());
    outbound.tryEnd();
    closeCarrier();
  }

  private Deadline closeDeadline() {
    Duration longest = CLOSE;
    if (timeout != null && timeout.compareTo(longest) < 0) {
      longest = timeout;
    }
    Duration left = deadline.left();
    return Deadline.in(left.compareTo(longest) < 0 ? left : longest);
  }

  /**
   * Unread bytes, such as tickets of TLS 1.3 that nobody waits for, would make TCP close with a
   * reset, which may destroy what the peer has not read yet.
   */
  private void closeCarrier() {
    try {
      carrier.closeWrite();
      carrier.deadline(Deadline.NOW);
      inbound.discard();
    } catch (IOException _) {
      // There was nothing to throw away, or the carrier is dead.
    } finally {
      carrier.close();
    }
  }

  /** A conversation that failed is over for the peer too, and for whoever still writes. */
  private void tell(SSLException reason) {
    carrier.deadline(Deadline.in(Duration.ofSeconds(1)));
    outbound.tryAlert(reason);
  }

  @Override
  public void abort() {
    closed.set(true);
    carrier.abort();
  }

  @Override
  public boolean isOpen() {
    return !closed.get() && carrier.isOpen();
  }

  private void checkOpen(String call) throws SocketException {
    if (closed.get()) {
      throw new SocketException(call + ": the connection is closed");
    }
  }

  @Override
  public void timeout(Duration timeout) {
    carrier.timeout(timeout);
    inbound.timeout(timeout);
    this.timeout = timeout;
  }

  @Override
  public void deadline(Deadline deadline) {
    carrier.deadline(deadline);
    this.deadline = Objects.requireNonNull(deadline, "deadline");
  }

  @Override
  public Address localAddress() throws IOException {
    return carrier.localAddress();
  }

  @Override
  public Address peerAddress() throws IOException {
    return carrier.peerAddress();
  }

  @Override
  public Address clientAddress() throws IOException {
    return carrier.clientAddress();
  }

  @Override
  public Optional<Credentials> credentials() throws IOException {
    return carrier.credentials();
  }

  @Override
  public Optional<TlsFacts> tls() {
    return Optional.of(facts);
  }

  @Override
  public Socket socket() {
    return carrier.socket();
  }

  @Override
  public String toString() {
    return carrier + " over " + facts.protocol();
  }
}
