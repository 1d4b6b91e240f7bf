package mortise.proxy;

import java.io.IOException;
import mortise.net.Address;
import mortise.server.Connection;
import mortise.server.ForwardingConnection;

/** A connection that began with a PROXY header, which has its client's address. */
public final class ProxiedConnection extends ForwardingConnection {
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
}
