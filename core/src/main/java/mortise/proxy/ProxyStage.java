package mortise.proxy;

import java.io.IOException;
import java.net.ProtocolException;
import mortise.server.AccessList;
import mortise.server.Connection;
import mortise.server.ReadAhead;
import mortise.server.Stage;

/**
 * The PROXY protocol in front of a server's connections. What comes out is a {@link
 * ProxiedConnection}; the bytes behind the header are the conversation's.
 *
 * <p>The stage trusts the header, so a client that can connect can forge any address: restrict it
 * to the load balancers with {@link #from}, or block the port for all others. A connection that
 * ends before its first byte, as health checks do, fails as every handshake that is broken off.
 *
 * <p>The other way round there is nothing to do but to write: {@code
 * upstream.write(ProxyHeader.about(client).encode2())}.
 */
public final class ProxyStage implements Stage {
  private final boolean required;
  private final AccessList trusted;

  private ProxyStage(boolean required, AccessList trusted) {
    this.required = required;
    this.trusted = trusted;
  }

  /** Every connection has to begin with a header. */
  public static ProxyStage required() {
    return new ProxyStage(true, AccessList.ALLOW_ALL);
  }

  /**
   * A connection may begin with a header. The first byte of the client is waited for, so this is
   * not for protocols in which the server speaks first.
   */
  public static ProxyStage optional() {
    return new ProxyStage(false, AccessList.ALLOW_ALL);
  }

  /**
   * A copy that trusts some peers only. For all others no header is read, and bytes that look like
   * one belong to the conversation.
   *
   * @param balancers the trusted peers; peers of UNIX sockets are always trusted
   */
  public ProxyStage from(AccessList balancers) {
    return new ProxyStage(required, balancers);
  }

  /**
   * Reads the header.
   *
   * @throws ProtocolException when there is none, or a wrong one
   */
  @Override
  public Connection enter(Connection connection) throws IOException {
    if (!trusted.permits(connection.peerAddress()) || !required && !begins(connection)) {
      return connection;
    }
    ProxyHeader header =
        HeaderReader.read(connection, "a PROXY header", ProxyHeader::decode, ProxyVersion2.LONGEST);
    return new ProxiedConnection(connection, header);
  }

  private static boolean begins(Connection connection) throws IOException {
    ReadAhead ahead = connection.readAhead();
    for (int count = 1; ahead.more(count); count++) {
      byte[] there = ahead.peek();
      if (!ProxyHeader.mayBegin(there)) {
        return false;
      }
      if (there.length >= ProxyVersion2.FIXED) {
        return true;
      }
      count = there.length;
    }
    return false;
  }
}
