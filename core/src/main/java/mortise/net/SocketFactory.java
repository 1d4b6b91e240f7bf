package mortise.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

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
 * <p>Drivers that make their factory by a class name alone, without an argument, get one by {@link
 * #SocketFactory()} or {@link #getDefault}: JNDI's LDAP ({@code java.naming.ldap.factory.socket}),
 * Jakarta Mail ({@code mail.smtp.socketFactory.class}), MariaDB's driver ({@code socketFactory}).
 * It connects to the address in the system property {@value #ADDRESS_PROPERTY}, such as {@code
 * unix:/run/ldapi}; without the property, to the host argument where that is the address of a
 * socket, percent-encoded if the driver requires it ({@code %2Frun%2Fldapi}, {@code vsock:2:389}),
 * and else to host and port by TCP ({@link Socket#dial(String, int)}).
 *
 * <p>TLS goes on top by {@code SSLSocketFactory.createSocket(socket, host, port, true)}. The local
 * address of the methods that take one is used for Internet addresses and passed over for others.
 */
public final class SocketFactory extends javax.net.SocketFactory {
  /** The system property with the address for factories that were made without one. */
  public static final String ADDRESS_PROPERTY = "mortise.socket.address";

  /** Null for a factory that was made without an address. */
  private final @Nullable Address address;

  /** Creates a factory that finds its address in a system property or in the host argument. */
  public SocketFactory() {
    this((Address) null);
  }

  /**
   * The factory for an address as {@link Address#parse} reads it. Public for drivers that make
   * their factory by reflection.
   */
  public SocketFactory(String address) {
    this(Address.parse(address));
  }

  private SocketFactory(@Nullable Address address) {
    this.address = address;
  }

  /**
   * Returns a factory as {@link #SocketFactory()} creates it. Callers that make their factory by
   * reflection look for this method.
   */
  public static javax.net.SocketFactory getDefault() {
    return new SocketFactory();
  }

  /** The factory whose sockets connect to {@code address}. */
  public static SocketFactory of(Address address) {
    return new SocketFactory(address);
  }

  /** The address of all sockets, or null where the arguments of a call have to give it. */
  private @Nullable Address fixed() {
    String property = address == null ? System.getProperty(ADDRESS_PROPERTY) : null;
    return property == null ? address : Address.parse(property);
  }

  /** The address of a socket that a host argument names, or null where it is a host. */
  private static @Nullable Address named(String host) {
    String text =
        host.replace("%2F", "/").replace("%2f", "/").replace("%3A", ":").replace("%3a", ":");
    boolean socket =
        text.startsWith("/")
            || text.startsWith("@")
            || text.startsWith("unix:")
            || text.startsWith("vsock:");
    return socket ? Address.parse(text) : null;
  }

  /**
   * A socket that is not connected yet.
   *
   * @throws SocketException when this factory has no address
   */
  @Override
  public java.net.Socket createSocket() throws IOException {
    Address to = fixed();
    if (to == null) {
      throw new SocketException(
          "no address for a socket that is not connected: set -D"
              + ADDRESS_PROPERTY
              + "=unix:/path");
    }
    return unconnected(to);
  }

  private static java.net.Socket unconnected(Address to) throws IOException {
    return JavaSocket.of(Socket.open(to.family(), Type.STREAM), to);
  }

  @Override
  public java.net.Socket createSocket(String host, int port) throws IOException {
    Address to = fixed();
    if (to == null) {
      to = named(host);
    }
    return to == null
        ? Socket.dial(host, port).asJava()
        : connect(to, InetSocketAddress.createUnresolved(host, port), null);
  }

  @Override
  public java.net.Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    InetSocketAddress from = new InetSocketAddress(local, localPort);
    Address to = fixed();
    if (to == null) {
      to = named(host);
    }
    return to == null
        ? Socket.dial(host, port, Inet.of(from), Deadline.NEVER).asJava()
        : connect(to, InetSocketAddress.createUnresolved(host, port), from);
  }

  @Override
  public java.net.Socket createSocket(InetAddress host, int port) throws IOException {
    Address to = fixed();
    InetSocketAddress there = new InetSocketAddress(host, port);
    return connect(to == null ? Inet.of(there) : to, there, null);
  }

  @Override
  public java.net.Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    Address to = fixed();
    InetSocketAddress there = new InetSocketAddress(host, port);
    InetSocketAddress from = new InetSocketAddress(local, localPort);
    return connect(to == null ? Inet.of(there) : to, there, from);
  }

  private static java.net.Socket connect(
      Address address, SocketAddress to, @Nullable SocketAddress from) throws IOException {
    java.net.Socket socket = unconnected(address);
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (from != null) {
        socket.bind(from);
      }
      socket.connect(to);
      return guard.release(socket);
    }
  }

  /** The address that all sockets connect to, if there is one. */
  @Override
  public String toString() {
    Address to = fixed();
    return "SocketFactory[" + (to == null ? "" : to) + "]";
  }
}
