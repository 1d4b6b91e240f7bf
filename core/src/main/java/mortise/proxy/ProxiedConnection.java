package mortise.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.BufferConsumer;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.WrappedConnection;

/** A connection that began with a PROXY header, which has its client's address. */
public final class ProxiedConnection extends WrappedConnection {
  private final ProxyHeader header;

  ProxiedConnection(Connection inner, ProxyHeader header) {
    super(inner);
    this.header = header;
  }

  /** The PROXY header. */
  public ProxyHeader header() {
    return header;
  }

  /** The client's address in the header, or the peer's if the header has none. */
  @Override
  public Address clientAddress() throws IOException {
    return header.source().isPresent() ? header.source().get() : inner.clientAddress();
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
}
