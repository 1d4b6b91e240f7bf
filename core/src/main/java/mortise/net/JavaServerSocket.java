package mortise.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A listening stream socket of any family as a {@link ServerSocket}; {@link Socket#asJavaServer}
 * and {@link ServerSocketFactory} make them.
 *
 * <p>Every method of the superclass is overridden, since it would else open a socket of its own.
 * The sockets that it accepts are {@link JavaSocket}s.
 */
final class JavaServerSocket extends ServerSocket {
  private static final Set<SocketOption<?>> OPTIONS =
      Set.of(
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT);

  private final Socket socket;
  private final JavaSocketOptions options;

  /** The address of every bind; null for the address argument. */
  private final @Nullable Binding fixed;

  /** Null until there is one; it stays after close. */
  private volatile @Nullable Address local;

  /** Milliseconds that an accept may wait, 0 for ever. */
  private volatile int timeout;

  /** Binds a socket to where it belongs. */
  interface Binding {
    void bind(Socket socket) throws IOException;
  }

  private JavaServerSocket(Socket socket, @Nullable Binding fixed) throws IOException {
    this.socket = socket;
    this.options = new JavaSocketOptions(socket);
    this.fixed = fixed;
  }

  /** A view of a socket that listens. */
  static JavaServerSocket listening(Socket socket) throws IOException {
    JavaServerSocket view = new JavaServerSocket(socket, null);
    Duration bound = socket.timeout();
    view.timeout = bound == null ? 0 : Math.clamp(bound.toMillis(), 1, Integer.MAX_VALUE);
    view.local = socket.localAddress();
    return view;
  }

  /** A view of a new socket, which {@link #bind} binds to {@code fixed}, and listens. */
  static JavaServerSocket unbound(Socket socket, Binding fixed) throws IOException {
    return new JavaServerSocket(socket, fixed);
  }

  @Override
  public void bind(SocketAddress endpoint) throws IOException {
    bind(endpoint, 0);
  }

  /** Binds and listens; a backlog below 1 is as long as the kernel allows. */
  @Override
  public void bind(SocketAddress endpoint, int backlog) throws IOException {
    options.checkOpen();
    if (isBound()) {
      throw new SocketException("already bound to " + local);
    }
    if (fixed == null) {
      socket.bind(address(endpoint));
    } else {
      fixed.bind(socket);
    }
    if (backlog < 1) {
      socket.listen();
    } else {
      socket.listen(backlog);
    }
    local = socket.localAddress();
  }

  private Address address(SocketAddress endpoint) throws UnknownHostException {
    if (endpoint == null) {
      return socket.family().equals(Family.INET6) ? Inet6.ANY : Inet4.ANY;
    }
    if (endpoint instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
    return Address.of(endpoint);
  }

  /**
   * Waits for a connection, for the time of {@link #setSoTimeout} at the most.
   *
   * @throws java.net.SocketTimeoutException when it passes; the next accept goes on
   * @throws SocketException when this is closed before or meanwhile, or not bound
   */
  @Override
  public java.net.Socket accept() throws IOException {
    options.checkOpen();
    if (!isBound()) {
      throw new SocketException("not bound");
    }
    int bound = timeout;
    Deadline deadline = bound == 0 ? Deadline.NEVER : Deadline.after(Duration.ofMillis(bound));
    return JavaSocket.of(socket.accept(deadline), null);
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    Address bound = local;
    return bound == null ? null : JavaSocket.host(bound);
  }

  @Override
  public int getLocalPort() {
    Address bound = local;
    return bound == null ? -1 : bound instanceof Inet inet ? inet.port() : 0;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    Address bound = local;
    return bound == null ? null : bound.toJava();
  }

  /** Closes the socket; an accept that waits ends with a {@link SocketException}. */
  @Override
  public void close() {
    socket.close();
  }

  /** None: the channels of mortise are no ServerSocketChannel. */
  @Override
  public @Nullable ServerSocketChannel getChannel() {
    return null;
  }

  @Override
  public boolean isBound() {
    return local != null;
  }

  @Override
  public boolean isClosed() {
    return !socket.isOpen();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    options.checkOpen();
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout " + timeout + " is negative");
    }
    this.timeout = timeout;
  }

  @Override
  public int getSoTimeout() throws IOException {
    options.checkOpen();
    return timeout;
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    options.checkOpen();
    options.set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    options.checkOpen();
    return options.value(StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    options.checkOpen();
    options.set(StandardSocketOptions.SO_RCVBUF, JavaSocket.checkSize(size));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    options.checkOpen();
    return options.value(StandardSocketOptions.SO_RCVBUF);
  }

  /** Does nothing, as in the JDK. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

  @Override
  public <T> ServerSocket setOption(SocketOption<T> option, T value) throws IOException {
    options.checkOpen();
    options.set(checkOption(option), value);
    return this;
  }

  @Override
  public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    options.checkOpen();
    return options.get(checkOption(option));
  }

  private static <T> SocketOption<T> checkOption(SocketOption<T> option) {
    if (!OPTIONS.contains(option)) {
      throw new UnsupportedOperationException(option + " on a socket that listens");
    }
    return option;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return OPTIONS;
  }

  @Override
  public String toString() {
    return "JavaServerSocket[" + socket + "]";
  }
}
