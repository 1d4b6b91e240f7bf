package mortise.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A factory whose sockets all listen at one address, for any port and host argument: with it a
 * server that uses {@code java.net} only, such as RMI or an embedded HTTP server, can listen on a
 * UNIX or vsock socket. {@link SocketFactory} is its counterpart for clients.
 *
 * <p>A UNIX path's file is replaced where no socket listens there any more, and removed by close,
 * since such servers know nothing of it; {@link #of(UnixBinding)} has it otherwise. Of IPv6, the
 * sockets take no connections of IPv4, as {@link Socket#listener(Address)} has it.
 */
public final class ServerSocketFactory extends javax.net.ServerSocketFactory {
  private final Address address;
  private final JavaServerSocket.Binding binding;

  /**
   * The factory for an address as {@link Address#parse} reads it. Public for servers that make
   * their factory by reflection.
   */
  public ServerSocketFactory(String address) {
    this(Address.parse(address));
  }

  private ServerSocketFactory(Address address) {
    this.address = address;
    this.binding =
        address instanceof Unix path && path.isPath()
            ? socket -> socket.bind(UnixBinding.of(path).replaceStale().unlinkOnClose())
            : socket -> socket.bind(address);
  }

  private ServerSocketFactory(UnixBinding file) {
    this.address = file.address();
    this.binding = socket -> socket.bind(file);
  }

  /** The factory whose sockets listen at {@code address}. */
  public static ServerSocketFactory of(Address address) {
    return new ServerSocketFactory(address);
  }

  /** The factory whose sockets listen at a UNIX path with settings for its file. */
  public static ServerSocketFactory of(UnixBinding file) {
    return new ServerSocketFactory(file);
  }

  /** A socket that is not bound yet. */
  @Override
  public ServerSocket createServerSocket() throws IOException {
    Socket socket = SocketConfig.STREAM.open(address.family(), address);
    try (CloseGuard guard = new CloseGuard(socket)) {
      return guard.release(JavaServerSocket.unbound(socket, binding));
    }
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, 0);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    ServerSocket socket = createServerSocket();
    try (CloseGuard guard = new CloseGuard(socket)) {
      socket.bind(null, backlog);
      return guard.release(socket);
    }
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress host)
      throws IOException {
    return createServerSocket(port, backlog);
  }

  /** The address that all sockets listen at. */
  @Override
  public String toString() {
    return "ServerSocketFactory[" + address + "]";
  }
}
