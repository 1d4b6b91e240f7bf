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
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;

/**
 * Where and how a server listens. A value; nothing happens before the server opens.
 *
 * <p>A socket of TCP gets SO_REUSEADDR, and its connections TCP_NODELAY and SO_KEEPALIVE; {@link
 * #with} overrules. Linux hands options of the listener on to the connections, socket(7), tcp(7).
 *
 * @param name what the listener is called in counters, messages and handovers
 * @param place where it listens
 * @param type {@link Type#STREAM} or {@link Type#SEQPACKET}
 * @param backlog how many connections may wait to be accepted; the kernel bounds it by {@code
 *     net.core.somaxconn}
 * @param settings options of the socket, which are set before it is bound
 */
public record Listening(
    String name, Place place, Type type, int backlog, List<Setting<?>> settings) {
  private static final int BACKLOG = 4096;

  /** Where a listener is. */
  public sealed interface Place {
    /** At an address; one of IPv6 is without IPv4. */
    record At(Address address) implements Place {}

    /** On a port of all addresses of this host, of IPv6 and IPv4 where there are both. */
    record Port(int port) implements Place {}

    /** At a UNIX path, with what is said of its file. */
    record File(UnixBinding binding) implements Place {}

    /** In a socket that listens already, or is connected; it becomes the server's. */
    record Adopted(Socket socket) implements Place {}

    /**
     * In a listener that another server has handed over.
     *
     * @param exclusive whether that server has left it, so that no other process accepts from it
     */
    record Inherited(Socket socket, BooleanSupplier exclusive) implements Place {}
  }

  /** An option and its value. */
  public record Setting<T>(Option<T> option, T value) {
    public Setting {
      Objects.requireNonNull(option, "option");
      Objects.requireNonNull(value, () -> "the value of " + option);
    }

    void set(Socket socket) throws IOException {
      socket.option(option, value);
    }
  }

  public Listening {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(place, "place");
    settings = List.copyOf(settings);
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog " + backlog + " is negative");
    }
    if (!type.equals(Type.STREAM) && !type.equals(Type.SEQPACKET)) {
      throw new IllegalArgumentException(
          "a server of connections needs SOCK_STREAM or SOCK_SEQPACKET, not " + type);
    }
  }

  private static Listening of(String name, Place place) {
    return new Listening(name, place, Type.STREAM, BACKLOG, List.of());
  }

  /**
   * At an address of any family; port 0 lets the kernel choose one. A UNIX path is bound as {@link
   * #at(UnixBinding)} does with {@link UnixBinding#replaceStale} and {@link
   * UnixBinding#unlinkOnClose}: the file that a dead process has left is replaced, one of a live
   * socket never, and the server removes its own. Its mode is {@code rw-------}.
   */
  public static Listening at(Address address) {
    if (address instanceof Unix path && !path.isAbstract() && !path.isUnnamed()) {
      return at(UnixBinding.of(path).replaceStale().unlinkOnClose());
    }
    return of(address.toString(), new Place.At(address));
  }

  /** On a port of all addresses of this host; peers of IPv4 then have mapped addresses. */
  public static Listening on(int port) {
    return of("port " + port, new Place.Port(port));
  }

  /** At a UNIX path, with what is said of its file. */
  public static Listening at(UnixBinding binding) {
    return of(binding.address().toString(), new Place.File(binding));
  }

  /**
   * In a socket that listens already: inherited, handed over, or made by hand. The server closes
   * it.
   *
   * <p>A socket that is connected, as systemd passes it for {@code Accept=yes}, is served itself:
   * one handler runs, and the server ends with its last connection where it has no other listener.
   * A socket that neither listens nor is connected makes {@link Plan#open} fail with
   * IllegalArgumentException.
   */
  public static Listening in(Socket socket) {
    return new Listening(
        socket.toString(), new Place.Adopted(socket), socket.type(), BACKLOG, List.of());
  }

  static Listening inherited(Socket socket, String name, BooleanSupplier exclusive) {
    Place place = new Place.Inherited(socket, exclusive);
    return new Listening(name, place, socket.type(), BACKLOG, List.of());
  }

  /** A copy with another name, for logs and statistics. */
  public Listening named(String name) {
    return new Listening(name, place, type, backlog, settings);
  }

  /**
   * A copy of type SOCK_SEQPACKET, whose connections keep message boundaries, for UNIX and vsock.
   */
  public Listening seqpacket() {
    return new Listening(name, place, Type.SEQPACKET, backlog, settings);
  }

  /** A copy with a backlog, the maximum number of pending connections. */
  public Listening backlog(int backlog) {
    return new Listening(name, place, type, backlog, settings);
  }

  /** A copy with a socket option, which is set before bind. */
  public <T> Listening with(Option<T> option, T value) {
    List<Setting<?>> all = new ArrayList<>(settings);
    all.add(new Setting<>(option, value));
    return new Listening(name, place, type, backlog, all);
  }

  /** A copy with SO_REUSEPORT: other sockets with that option may share the port, socket(7). */
  public Listening reusePort() {
    return with(Option.SO_REUSEPORT, true);
  }

  /** Whether it is a port of TCP that the server binds itself, which several sockets can share. */
  boolean isPort() {
    return place instanceof Place.Port || place instanceof Place.At(Inet _);
  }

  Family family() {
    return switch (place) {
      case Place.At(Address address) -> address.family();
      case Place.Port _ -> Socket.hasDualStack() ? Family.INET6 : Family.INET;
      case Place.File _ -> Family.UNIX;
      case Place.Adopted(Socket socket) -> socket.family();
      case Place.Inherited(Socket socket, _) -> socket.family();
    };
  }

  /** The address to bind to, null where there is a binding or a socket. */
  Address address() {
    return switch (place) {
      case Place.At(Address address) -> address;
      case Place.Port(int port) ->
          family().equals(Family.INET6) ? Inet6.ANY.withPort(port) : Inet4.ANY.withPort(port);
      case Place.File _, Place.Adopted _, Place.Inherited _ -> null;
    };
  }
}
