package mortise.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A factory whose sockets all connect to one address, for any host and port argument: with it a
 * database driver or an HTTP client that takes hosts and ports only can use a UNIX or vsock socket.
 * No name is looked up.
 *
 * <p>PostgreSQL's driver makes the factory by its name:
 *
 * <pre>
 * jdbc:postgresql://localhost/db?socketFactory=mortise.net.SocketFactory
 *     &amp;socketFactoryArg=unix:/run/postgresql/.s.PGSQL.5432
 * </pre>
 *
 * <p>TLS goes on top by {@code SSLSocketFactory.createSocket(socket, host, port, true)}. The local
 * address of the methods that take one is used for Internet addresses and passed over for others.
 */
public final class SocketFactory extends javax.net.SocketFactory {
  private final Address address;

  /**
   * The factory for an address as {@link Address#parse} reads it. Public for drivers that make
   * their factory by reflection.
   */
  public SocketFactory(String address) {
    this(Address.parse(address));
  }

  private SocketFactory(Address address) {
    this.address = address;
  }

  /** The factory whose sockets connect to {@code address}. */
  public static SocketFactory of(Address address) {
    return new SocketFactory(address);
  }

  /** A socket that is not connected yet. */
  @Override
  public java.net.Socket createSocket() throws IOException {
    return JavaSocket.of(Socket.open(address.family(), Type.STREAM), address);
  }

  @Override
  public java.net.Socket createSocket(String host, int port) throws IOException {
    return connect(InetSocketAddress.createUnresolved(host, port), null);
  }

  @Override
  public java.net.Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    SocketAddress from = new InetSocketAddress(local, localPort);
    return connect(InetSocketAddress.createUnresolved(host, port), from);
  }

  @Override
  public java.net.Socket createSocket(InetAddress host, int port) throws IOException {
    return connect(new InetSocketAddress(host, port), null);
  }

  @Override
  public java.net.Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connect(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
  }

  private java.net.Socket connect(SocketAddress to, SocketAddress from) throws IOException {
    java.net.Socket socket = createSocket();
    try {
      if (from != null) {
        socket.bind(from);
      }
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The address that all sockets connect to. */
  @Override
  public String toString() {
    return "SocketFactory[" + address + "]";
  }
}
