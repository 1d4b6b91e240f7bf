package mortise.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mortise.net.Address;
import mortise.net.BufferConsumer;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.WrappedConnection;

/** A connection whose first bytes were a PROXY header: its client is the one that this told. */
public final class ProxiedConnection extends WrappedConnection {
  private final ProxyHeader header;

  ProxiedConnection(Connection inner, ProxyHeader header) {
    super(inner);
    this.header = header;
  }

  /** All that the header said. */
  public ProxyHeader header() {
    return header;
  }

  /** The told one, or the peer where the header tells none. */
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
