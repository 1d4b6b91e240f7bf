package mortise.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import mortise.sys.Netdb;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket of any family as a {@link java.net.Socket}; {@link Socket#asJava} and {@link
 * SocketFactory} make them.
 *
 * <p>Every method of the superclass is overridden, since it would else open a socket of its own. It
 * differs from the JDK's where mortise does: an interrupt ends a wait and leaves the socket open.
 */
final class JavaSocket extends java.net.Socket {
  private final Socket socket;
  private final JavaSocketOptions options;

  /** The address of every connect; null for the address argument. */
  private final @Nullable Address fixed;

  /** Null until there is one. */
  private volatile @Nullable Address local;

  /** Null until there is one. */
  private volatile @Nullable Address peer;

  /** Milliseconds that a read may wait, 0 for ever. */
  private volatile int timeout;

  private volatile boolean inputShutdown;
  private volatile boolean outputShutdown;

  private JavaSocket(Socket socket, @Nullable Address fixed) throws SocketException {
    super((SocketImpl) null);
    this.socket = socket;
    this.options = new JavaSocketOptions(socket);
    this.fixed = fixed;
    this.timeout = milliseconds(socket.timeout());
  }

  /** A view; {@code fixed} is where it always connects to, or null. */
  static JavaSocket of(Socket socket, @Nullable Address fixed) {
    JavaSocket view = view(socket, fixed);
    try {
      view.peer = socket.peerAddress();
      view.local = socket.localAddress();
    } catch (IOException e) {
      // Not connected yet, which is what it may be.
    }
    return view;
  }

  private static JavaSocket view(Socket socket, @Nullable Address fixed) {
    try {
      return new JavaSocket(socket, fixed);
    } catch (SocketException e) {
      throw new AssertionError("nothing was opened that could fail", e);
    }
  }

  private static int milliseconds(@Nullable Duration timeout) {
    return timeout == null ? 0 : Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (endpoint == null || timeout < 0) {
      throw new IllegalArgumentException("connect to " + endpoint + " within " + timeout + " ms");
    }
    options.checkOpen();
    if (isConnected()) {
      throw new SocketException("already connected to " + peer);
    }
    try {
      Address target = fixed == null ? reachable(resolved(endpoint)) : fixed;
      socket.connect(target, deadline(timeout));
      peer = target;
      local = socket.localAddress();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static Address resolved(SocketAddress endpoint) throws UnknownHostException {
    if (endpoint instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostString());
    }
    return Address.of(endpoint);
  }

  /**
   * An Internet address as this socket's family has it: of IPv6, IPv4 is mapped, as the JDK does.
   *
   * @throws UnknownHostException when the family has no such address
   */
  private Address reachable(Address address) throws UnknownHostException {
    Family family = socket.family();
    if (address instanceof Inet4 four && family.equals(Family.INET6)) {
      long low = 0xffffL << 32 | Integer.toUnsignedLong(four.bits());
      return new Inet6(0, four.bits() == 0 ? 0 : low, four.port(), 0, 0);
    }
    if (address instanceof Inet inet && options.isInet() && !inet.family().equals(family)) {
      throw new LookupException(inet.host(), "" + inet.port(), Netdb.EAI_ADDRFAMILY);
    }
    return address;
  }

  private static Deadline deadline(int milliseconds) {
    return milliseconds == 0 ? Deadline.NEVER : Deadline.after(Duration.ofMillis(milliseconds));
  }

  /** Binds; an Internet address is ignored on a socket of another family. */
  @Override
  public void bind(SocketAddress bindpoint) throws IOException {
    options.checkOpen();
    if (isBound()) {
      throw new SocketException("already bound to " + local);
    }
    boolean inet = bindpoint == null || bindpoint instanceof InetSocketAddress;
    if (!inet || options.isInet()) {
      Inet any = socket.family().equals(Family.INET6) ? Inet6.ANY : Inet4.ANY;
      socket.bind(bindpoint == null ? any : reachable(resolved(bindpoint)));
      local = socket.localAddress();
    }
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return peer == null ? null : host(peer);
  }

  @Override
  public int getPort() {
    return peer instanceof Inet inet ? inet.port() : 0;
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return peer == null ? null : peer.toJava();
  }

  @Override
  public InetAddress getLocalAddress() {
    return local == null || isClosed() ? host(Inet4.ANY) : host(local);
  }

  @Override
  public int getLocalPort() {
    return local == null ? -1 : local instanceof Inet inet ? inet.port() : 0;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return local == null ? null : local.toJava();
  }

  static InetAddress host(Address address) {
    return address instanceof Inet inet
        ? inet.toJava().getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** None: {@link Socket#channel} is no SocketChannel. */
  @Override
  public @Nullable SocketChannel getChannel() {
    return null;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    checkStream(inputShutdown);
    return new SocketInput(socket, () -> deadline(timeout));
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    checkStream(outputShutdown);
    return new SocketOutput(socket);
  }

  private void checkStream(boolean shutdown) throws SocketException {
    options.checkOpen();
    if (!isConnected() || shutdown) {
      throw new SocketException(shutdown ? "shut down" : "not connected");
    }
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    socket.send(new byte[] {(byte) data}, Flags.OOB);
  }

  @Override
  public void shutdownInput() throws IOException {
    checkStream(inputShutdown);
    socket.shutdown(Shutdown.RD);
    inputShutdown = true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    checkStream(outputShutdown);
    socket.shutdown(Shutdown.WR);
    outputShutdown = true;
  }

  @Override
  public void close() {
    socket.close();
  }

  @Override
  public boolean isConnected() {
    return peer != null;
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
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
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
  public int getSoTimeout() throws SocketException {
    options.checkOpen();
    return timeout;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    options.setOnInet(StandardSocketOptions.TCP_NODELAY, on);
  }

  /** Always true where nothing is held back, as on a UNIX socket. */
  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return options.getOnInet(StandardSocketOptions.TCP_NODELAY, true);
  }

  @Override
  public void setTrafficClass(int trafficClass) throws SocketException {
    if (trafficClass < 0 || trafficClass > 255) {
      throw new IllegalArgumentException("traffic class " + trafficClass + " is not in 0..255");
    }
    options.setOnInet(StandardSocketOptions.IP_TOS, trafficClass);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return options.getOnInet(StandardSocketOptions.IP_TOS, 0);
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    if (on && seconds < 0) {
      throw new IllegalArgumentException("linger of " + seconds + " s is negative");
    }
    options.linger(on ? seconds : -1);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return options.value(StandardSocketOptions.SO_LINGER);
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    options.urgentInline(on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return options.urgentInline();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    options.set(StandardSocketOptions.SO_SNDBUF, checkSize(size));
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return options.value(StandardSocketOptions.SO_SNDBUF);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    options.set(StandardSocketOptions.SO_RCVBUF, checkSize(size));
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return options.value(StandardSocketOptions.SO_RCVBUF);
  }

  static int checkSize(int size) {
    if (size <= 0) {
      throw new IllegalArgumentException("buffer of " + size + " bytes");
    }
    return size;
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    options.set(StandardSocketOptions.SO_KEEPALIVE, on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return options.value(StandardSocketOptions.SO_KEEPALIVE);
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    options.set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return options.value(StandardSocketOptions.SO_REUSEADDR);
  }

  /** Does nothing, as in the JDK. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {}

  @Override
  public <T> java.net.Socket setOption(SocketOption<T> option, T value) throws IOException {
    options.set(option, value);
    return this;
  }

  @Override
  public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
    return options.get(option);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  public String toString() {
    return "JavaSocket[" + socket + (fixed == null ? "" : " for " + fixed) + "]";
  }
}
