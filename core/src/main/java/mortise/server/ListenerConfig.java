package mortise.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server listens. A value; nothing happens before the server opens.
 *
 * <p>A socket of TCP gets SO_REUSEADDR, and its connections TCP_NODELAY and SO_KEEPALIVE; {@link
 * #with} overrules. Linux hands options of the listener on to the connections, socket(7), tcp(7).
 *
 * @param name what the listener is called in counters, messages and handovers
 * @param target where it listens
 * @param type {@link Type#STREAM} or {@link Type#SEQPACKET}
 * @param backlog how many connections may wait to be accepted; the kernel bounds it by {@code
 *     net.core.somaxconn}
 * @param settings options of the socket, which are set before it is bound
 */
public record ListenerConfig(
    String name, BindTarget target, Type type, int backlog, List<OptionSetting<?>> settings) {
  private static final int BACKLOG = 4096;

  /** Where a listener is. */
  public sealed interface BindTarget {
    /** At an address; one of IPv6 is without IPv4. */
    record At(Address address) implements BindTarget {}

    /** On a port of all addresses of this host, of IPv6 and IPv4 where there are both. */
    record Port(int port) implements BindTarget {}

    /** At a UNIX path, with what is said of its file. */
    record File(UnixBinding binding) implements BindTarget {}

    /** In a socket that listens already, or is connected; it becomes the server's. */
    record Adopted(Socket socket) implements BindTarget {}

    /**
     * In a listener that another server has handed over.
     *
     * @param exclusive whether that server has left it, so that no other process accepts from it
     */
    record Inherited(Socket socket, BooleanSupplier exclusive) implements BindTarget {}
  }

  /** An option and its value. */
  public record OptionSetting<T>(Option<T> option, T value) implements SocketConfig.Setup {
    public OptionSetting {
      Objects.requireNonNull(option, "option");
      Objects.requireNonNull(value, () -> "the value of " + option);
    }

    @Override
    public void apply(Socket socket) throws IOException {
      socket.option(option, value);
    }
  }

  public ListenerConfig {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(target, "target");
    settings = List.copyOf(settings);
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog " + backlog + " is negative");
    }
    if (!type.equals(Type.STREAM) && !type.equals(Type.SEQPACKET)) {
      throw new IllegalArgumentException(
          "a server of connections needs SOCK_STREAM or SOCK_SEQPACKET, not " + type);
    }
  }

  private static ListenerConfig of(String name, BindTarget place) {
    return new ListenerConfig(name, place, Type.STREAM, BACKLOG, List.of());
  }

  /**
   * At an address of any family; port 0 lets the kernel choose one. A UNIX path is bound as {@link
   * #at(UnixBinding)} does with {@link UnixBinding#replaceStale} and {@link
   * UnixBinding#unlinkOnClose}: the file that a dead process has left is replaced, one of a live
   * socket never, and the server removes its own. Its mode is {@code rw-------}.
   */
  public static ListenerConfig at(Address address) {
    if (address instanceof Unix path && path.isPath()) {
      return at(UnixBinding.of(path).replaceStale().unlinkOnClose());
    }
    return of(address.toString(), new BindTarget.At(address));
  }

  /** On a port of all addresses of this host; peers of IPv4 then have mapped addresses. */
  public static ListenerConfig on(int port) {
    return of("port " + port, new BindTarget.Port(port));
  }

  /** At a UNIX path, with what is said of its file. */
  public static ListenerConfig at(UnixBinding binding) {
    return of(binding.address().toString(), new BindTarget.File(binding));
  }

  /**
   * In a socket that listens already: inherited, handed over, or made by hand. The server closes
   * it.
   *
   * <p>A socket that is connected, as systemd passes it for {@code Accept=yes}, is served itself:
   * one handler runs, and the server ends with its last connection where it has no other listener.
   * A socket that neither listens nor is connected makes {@link ServerConfig#open} fail with
   * IllegalArgumentException.
   */
  public static ListenerConfig of(Socket socket) {
    return new ListenerConfig(
        socket.toString(), new BindTarget.Adopted(socket), socket.type(), BACKLOG, List.of());
  }

  static ListenerConfig inherited(Socket socket, String name, BooleanSupplier exclusive) {
    BindTarget place = new BindTarget.Inherited(socket, exclusive);
    return new ListenerConfig(name, place, socket.type(), BACKLOG, List.of());
  }

  /** A copy with another name, for logs and statistics. */
  public ListenerConfig named(String name) {
    return new ListenerConfig(name, target, type, backlog, settings);
  }

  /**
   * A copy of type SOCK_SEQPACKET, whose connections keep message boundaries, for UNIX and vsock.
   */
  public ListenerConfig seqpacket() {
    return new ListenerConfig(name, target, Type.SEQPACKET, backlog, settings);
  }

  /** A copy with a backlog, the maximum number of pending connections. */
  public ListenerConfig backlog(int backlog) {
    return new ListenerConfig(name, target, type, backlog, settings);
  }

  /** A copy with a socket option, which is set before bind. */
  public <T> ListenerConfig with(Option<T> option, T value) {
    List<OptionSetting<?>> all = new ArrayList<>(settings);
    all.add(new OptionSetting<>(option, value));
    return new ListenerConfig(name, target, type, backlog, all);
  }

  /** A copy with SO_REUSEPORT: other sockets with that option may share the port, socket(7). */
  public ListenerConfig reusePort() {
    return with(Option.SO_REUSEPORT, true);
  }

  /** Whether it is a port of TCP that the server binds itself, which several sockets can share. */
  boolean isPort() {
    return target instanceof BindTarget.Port || target instanceof BindTarget.At(Inet _);
  }

  /** Whether sockets of others may share the port, so that its connections are not ours alone. */
  boolean sharesPort() {
    return settings.stream().anyMatch(setting -> setting.option().equals(Option.SO_REUSEPORT));
  }

  // No pattern switches: the first one of a program costs milliseconds.
  Family family() {
    if (target instanceof BindTarget.At at) {
      return at.address().family();
    }
    if (target instanceof BindTarget.Port) {
      return Socket.hasDualStack() ? Family.INET6 : Family.INET;
    }
    Socket socket = socket();
    return socket == null ? Family.UNIX : socket.family();
  }

  /** The socket that listens already, or null. */
  private @Nullable Socket socket() {
    if (target instanceof BindTarget.Adopted adopted) {
      return adopted.socket();
    }
    return target instanceof BindTarget.Inherited inherited ? inherited.socket() : null;
  }

  /** The address to bind to, null where there is a binding or a socket. */
  @Nullable Address address() {
    if (target instanceof BindTarget.At at) {
      return at.address();
    }
    if (target instanceof BindTarget.Port port) {
      Inet any = family().equals(Family.INET6) ? Inet6.ANY : Inet4.ANY;
      return any.withPort(port.port());
    }
    return null;
  }
}
