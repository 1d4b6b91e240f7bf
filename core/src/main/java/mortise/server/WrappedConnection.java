package mortise.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.BufferConsumer;
import mortise.net.Deadline;
import mortise.net.PeerCredentials;
import mortise.net.Socket;

/**
 * A connection that forwards to another one by default. For a {@link Stage} that changes one thing,
 * such as the client's address. {@link #read(BufferConsumer)} and {@link #sendFile} alone go by way
 * of the wrapper's own reads and writes, so that a wrapper which looks at what passes misses
 * nothing.
 */
public class WrappedConnection implements Connection {
  /** The connection within. */
  protected final Connection inner;

  protected WrappedConnection(Connection inner) {
    this.inner = Objects.requireNonNull(inner);
  }

  /** A connection with the client address that an intermediary such as a load balancer has sent. */
  public static Connection ofClient(Connection inner, Address client) {
    Objects.requireNonNull(client);
    return new WrappedConnection(inner) {
      @Override
      public Address clientAddress() {
        return client;
      }

      @Override
      public int read(BufferConsumer consumer) throws IOException {
        return inner.read(consumer);
      }

      @Override
      public long sendFile(Path file, long offset, long count) throws IOException {
        return inner.sendFile(file, offset, count);
      }

      @Override
      public Optional<Socket> bareSocket() {
        return inner.bareSocket();
      }
    };
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return inner.read(bytes, offset, length);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return inner.read(buffer);
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
  public void write(ByteBuffer buffer) throws IOException {
    inner.write(buffer);
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
  public void timeout(Duration timeout) {
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
