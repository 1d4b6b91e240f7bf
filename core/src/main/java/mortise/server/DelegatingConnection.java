package mortise.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.PeerCredentials;
import mortise.net.Socket;
import org.jspecify.annotations.Nullable;

/** What forwarding and filtering connections have in common. */
abstract class DelegatingConnection implements Connection {
  /** The connection within. */
  protected final Connection inner;

  DelegatingConnection(Connection inner) {
    this.inner = Objects.requireNonNull(inner);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return inner.read(bytes, offset, length);
  }

  @Override
  public void awaitReadable() throws IOException {
    inner.awaitReadable();
  }

  @Override
  public boolean awaitRequest() throws IOException {
    return inner.awaitRequest();
  }

  @Override
  public ReadAhead readAhead() {
    return inner.readAhead();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    inner.write(bytes, offset, length);
  }

  @Override
  public void closeWrite() throws IOException {
    inner.closeWrite();
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public void abort() {
    inner.abort();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public void timeout(@Nullable Duration timeout) {
    inner.timeout(timeout);
  }

  @Override
  public void deadline(Deadline deadline) {
    inner.deadline(deadline);
  }

  @Override
  public Address localAddress() throws IOException {
    return inner.localAddress();
  }

  @Override
  public Address peerAddress() throws IOException {
    return inner.peerAddress();
  }

  @Override
  public Address clientAddress() throws IOException {
    return inner.clientAddress();
  }

  @Override
  public Optional<PeerCredentials> credentials() throws IOException {
    return inner.credentials();
  }

  @Override
  public Optional<TlsInfo> tls() {
    return inner.tls();
  }

  @Override
  public Socket socket() {
    return inner.socket();
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
