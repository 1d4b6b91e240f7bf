package mortise.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of sockets, which are applied before bind(2) and connect(2): type, protocol and options.
 * An immutable value, from which any number of sockets can be opened.
 *
 * <pre>{@code
 * SocketConfig config =
 *     SocketConfig.STREAM.with(Option.SO_RCVBUF, 1 << 20).with(TcpOption.TCP_NODELAY, true);
 * try (Socket socket = config.dial("localhost", 50007, Deadline.after(Duration.ofSeconds(5)))) {
 *   socket.sendAll("hello\n");
 * }
 * }</pre>
 *
 * <p>An option such as SO_RCVBUF must be set before the connection is established, since TCP offers
 * its window scale in the first segment (RFC 7323 section 2.2); SO_REUSEADDR and IPV6_V6ONLY count
 * at bind(2) alone. A socket that cannot be set up, bound or connected is closed.
 */
public final class SocketConfig {
  /** Stream sockets of the default protocol, which is TCP for Internet addresses. */
  public static final SocketConfig STREAM = of(Type.STREAM);

  /** Datagram sockets of the default protocol, which is UDP for Internet addresses. */
  public static final SocketConfig DGRAM = of(Type.DGRAM);

  /** Prepares a socket that is neither bound nor connected. */
  @FunctionalInterface
  public interface Setup {
    /**
     * Sets options of a new socket.
     *
     * @throws IOException ends the call that opens the socket, which is then closed
     */
    void apply(Socket socket) throws IOException;
  }

  /** Sets one option; no lambda, which a program that starts would link. */
  private record OptionSetup<T>(Option<T> option, T value) implements Setup {
    OptionSetup {
      Objects.requireNonNull(option, "option");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public void apply(Socket socket) throws IOException {
      socket.option(option, value);
    }
  }

  private final Type type;
  private final Protocol protocol;
  private final boolean dualStack;
  private final List<Setup> setups;

  private SocketConfig(Type type, Protocol protocol, boolean dualStack, List<Setup> setups) {
    this.type = Objects.requireNonNull(type, "type");
    this.protocol = Objects.requireNonNull(protocol, "protocol");
    this.dualStack = dualStack;
    this.setups = List.copyOf(setups);
  }

  /** Sockets of a type and the default protocol. */
  public static SocketConfig of(Type type) {
    return new SocketConfig(type, Protocol.DEFAULT, false, List.of());
  }

  /** A copy with a protocol, such as {@link Protocol#MPTCP} or {@link Protocol#SCTP}. */
  public SocketConfig protocol(Protocol protocol) {
    return new SocketConfig(type, protocol, dualStack, setups);
  }

  /**
   * A copy whose listeners at {@link Inet6#ANY} also accept IPv4 peers, which then have IPv4-mapped
   * addresses; by default IPv6 listeners do not.
   */
  public SocketConfig dualStack() {
    return new SocketConfig(type, protocol, true, setups);
  }

  /** A copy that sets an option, after those that were given before. */
  public <T> SocketConfig with(Option<T> option, T value) {
    return with(new OptionSetup<>(option, value));
  }

  /** A copy that runs a function on each new socket, after what was given before. */
  public SocketConfig with(Setup setup) {
    List<Setup> all = new ArrayList<>(setups);
    all.add(Objects.requireNonNull(setup, "setup"));
    return new SocketConfig(type, protocol, dualStack, all);
  }

  Type type() {
    return type;
  }

  /**
   * Opens a socket of a family with these settings, socket(2); it is neither bound nor connected.
   *
   * @throws java.net.SocketException when the kernel does not support the family or the protocol
   *     (EAFNOSUPPORT, EPROTONOSUPPORT), a permission is missing (EPERM, EACCES), or an option is
   *     refused
   */
  public Socket open(Family family) throws IOException {
    return open(family, null);
  }

  /** The defaults for an address to listen at come first, so that an option can overrule them. */
  Socket open(Family family, @Nullable Address listenAt) throws IOException {
    Socket socket = Socket.open(family, type, protocol);
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (listenAt instanceof Inet) {
        // A restart does not wait for connections in TIME_WAIT, socket(7).
        socket.option(Option.SO_REUSEADDR, true);
      }
      if (listenAt instanceof Inet6) {
        // Set either way, since the default is the sysctl net.ipv6.bindv6only.
        socket.option(Ipv6Option.IPV6_V6ONLY, !dualStack);
      }
      for (Setup setup : setups) {
        setup.apply(socket);
      }
      return guard.release(socket);
    }
  }

  /**
   * Opens a socket that is bound to an address, bind(2).
   *
   * <p>A stream socket of an Internet family gets SO_REUSEADDR, and one of IPv6 is without IPv4
   * unless {@link #dualStack} was called. A datagram socket gets neither: SO_REUSEADDR would let
   * other processes bind to the same port.
   *
   * @throws java.net.BindException as of {@link Socket#bind(Address)}
   */
  public Socket bind(Address address) throws IOException {
    boolean datagrams = type.equals(Type.DGRAM) || type.equals(Type.RAW);
    Socket socket = open(address.family(), datagrams ? null : address);
    try (CloseGuard guard = new CloseGuard(socket)) {
      socket.bind(address);
      return guard.release(socket);
    }
  }

  /**
   * Opens a UNIX socket that is bound to a path with settings for its file.
   *
   * @throws java.net.BindException as of {@link Socket#bind(UnixBinding)}
   */
  public Socket bind(UnixBinding binding) throws IOException {
    Socket socket = open(Family.UNIX);
    try (CloseGuard guard = new CloseGuard(socket)) {
      socket.bind(binding);
      return guard.release(socket);
    }
  }

  /**
   * Opens a socket that listens at an address: {@link #bind(Address)}, then listen(2).
   *
   * @param backlog the maximum number of pending connections, bounded by the sysctl {@code
   *     net.core.somaxconn}
   * @throws java.net.BindException as of {@link Socket#bind(Address)}
   */
  public Socket listen(Address address, int backlog) throws IOException {
    return listening(bind(address), backlog);
  }

  /**
   * Opens a UNIX socket that listens at a path with settings for its file.
   *
   * @param backlog as of {@link #listen(Address, int)}
   * @throws java.net.BindException as of {@link Socket#bind(UnixBinding)}
   */
  public Socket listen(UnixBinding binding, int backlog) throws IOException {
    return listening(bind(binding), backlog);
  }

  private static Socket listening(Socket socket, int backlog) throws IOException {
    try (CloseGuard guard = new CloseGuard(socket)) {
      socket.listen(backlog);
      return guard.release(socket);
    }
  }

  /**
   * Opens a socket that is connected to an address, connect(2). Blocks until the connection is
   * established.
   *
   * @throws IOException as of {@link Socket#connect(Address, Deadline)}
   */
  public Socket connect(Address address, Deadline deadline) throws IOException {
    return connect(address, null, deadline);
  }

  /**
   * Opens a socket that is bound to a local address and connected to another, connect(2). Blocks
   * until the connection is established.
   *
   * @param local the local address, or null to let the kernel choose
   * @throws java.net.BindException as of {@link Socket#bind(Address)}
   * @throws IOException as of {@link Socket#connect(Address, Deadline)}
   */
  public Socket connect(Address address, @Nullable Address local, Deadline deadline)
      throws IOException {
    Socket socket = open(address.family());
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (local != null) {
        socket.bind(local);
      }
      socket.connect(address, deadline);
      return guard.release(socket);
    }
  }

  /**
   * Connects sockets with these settings to the addresses of a host until one is connected; order
   * and timing are those of {@link Socket#dial(String, int, Inet, Deadline)}. Blocks until then; a
   * datagram socket is connected at once.
   *
   * @throws IOException as of {@link Socket#dial(String, int, Inet, Deadline)}
   */
  public Socket dial(String host, int port, Deadline deadline) throws IOException {
    return HostConnector.dial(this, host, port, Family.UNSPEC, null, deadline);
  }

  /**
   * Connects sockets with these settings to the addresses of a host that are of one family.
   *
   * @param family {@link Family#INET}, {@link Family#INET6}, or {@link Family#UNSPEC} for both
   * @param local the local address to bind to, or null; only addresses of its family are tried
   * @throws IOException as of {@link Socket#dial(String, int, Inet, Deadline)}
   */
  public Socket dial(String host, int port, Family family, @Nullable Inet local, Deadline deadline)
      throws IOException {
    return HostConnector.dial(this, host, port, family, local, deadline);
  }

  @Override
  public String toString() {
    return "SocketConfig[" + type + ", " + protocol + ", " + setups.size() + " settings]";
  }
}
