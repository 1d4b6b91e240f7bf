package mortise.server;

import java.io.IOException;
import java.util.Objects;
import mortise.net.Address;
import mortise.net.BpfInstruction;
import mortise.net.BpfProgram;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Option;
import mortise.net.Protocol;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.TcpOption;
import mortise.net.Type;
import org.jspecify.annotations.Nullable;

/** A socket that listens for a server. */
final class Listener {
  /**
   * Drops the first segment of every new connection, and lets all others pass: of those to come
   * only, not of those under way. The filter sees the TCP header, RFC 9293 section 3.1: byte 13 has
   * the flags, SYN is 2 and ACK is 16.
   */
  private static final BpfProgram NO_NEW_CONNECTIONS =
      BpfProgram.of(
          BpfInstruction.loadByte(13),
          BpfInstruction.ifEqual(0x02, 2, 0),
          BpfInstruction.ifEqual(0xc2, 1, 0), // with ECN asked for, RFC 3168 section 6.1.1
          BpfInstruction.keep(-1),
          BpfInstruction.keep(0));

  private final ListenerConfig listening;
  private final Socket socket;
  private final Address address;

  /** Whether the socket is a connection, which is served once in place of those to accept. */
  private final boolean isConnection;

  private volatile boolean taken;

  private Listener(ListenerConfig listener, Socket socket, boolean isConnection)
      throws IOException {
    this.listening = listener;
    this.socket = socket;
    this.isConnection = isConnection;
    this.address = socket.localAddress();
  }

  /** Opens a listener; a server with several sockets of one port passes the port to the others. */
  static Listener open(ListenerConfig listener, @Nullable Address bound) throws IOException {
    if (listener.target() instanceof ListenerConfig.BindTarget.Adopted(Socket socket)) {
      return adopt(listener, socket);
    }
    if (listener.target() instanceof ListenerConfig.BindTarget.Inherited(Socket socket, _)) {
      return adopt(listener, socket);
    }
    SocketConfig config = socketConfig(listener);
    Socket socket =
        listener.target() instanceof ListenerConfig.BindTarget.File(var binding)
            ? config.listen(binding, listener.backlog())
            : config.listen(bound == null ? addressOf(listener) : bound, listener.backlog());
    try (CloseGuard guard = new CloseGuard(socket)) {
      return guard.release(new Listener(listener, socket, false));
    }
  }

  /**
   * Opens the first of several sockets of one port. It listens without SO_REUSEPORT, so a port that
   * another process has is refused (bind alone would not do: with SO_REUSEADDR two sockets may be
   * bound that do not listen yet), and takes the option afterwards: the kernel asks both sockets
   * for it when the next one binds. Sharing that was asked for is fine.
   */
  static Listener openFirst(ListenerConfig listener) throws IOException {
    Listener first = open(listener, null);
    try (CloseGuard guard = new CloseGuard(first.socket)) {
      first.socket.option(Option.SO_REUSEPORT, true);
      guard.release(first.socket);
    }
    return first;
  }

  /**
   * Has the kernel give new connections of the port to the first ones of its sockets alone, in the
   * order in which they began to listen. Where it cannot be told so, it goes on as before.
   */
  void steer(int sockets) {
    try {
      socket.option(Option.SO_ATTACH_REUSEPORT_CBPF, BpfProgram.randomBelow(sockets));
    } catch (IOException e) {
      // Closed meanwhile, or a system without that: the loops pass connections on.
    }
  }

  private static Address addressOf(ListenerConfig listener) {
    return Objects.requireNonNull(listener.address(), "address");
  }

  private static SocketConfig socketConfig(ListenerConfig listener) {
    SocketConfig config = SocketConfig.of(listener.type()).with(Listener::setUp);
    if (listener.target() instanceof ListenerConfig.BindTarget.Port) {
      config = config.dualStack();
    }
    for (ListenerConfig.OptionSetting<?> setting : listener.settings()) {
      config = config.with(setting);
    }
    return config;
  }

  /** The connections inherit these options, socket(7), tcp(7). */
  private static void setUp(Socket socket) throws IOException {
    if (isTcp(socket)) {
      socket.option(Option.SO_KEEPALIVE, true);
      socket.option(TcpOption.TCP_NODELAY, true);
    }
  }

  private static Listener adopt(ListenerConfig listener, Socket socket) throws IOException {
    boolean isConnection = !Acceptor.isListening(socket);
    for (ListenerConfig.OptionSetting<?> setting : listener.settings()) {
      setting.apply(socket);
    }
    return new Listener(listener, socket, isConnection);
  }

  static boolean isTcp(Socket socket) {
    Family family = socket.family();
    boolean inet = family.equals(Family.INET) || family.equals(Family.INET6);
    Protocol protocol = socket.protocol();
    return inet
        && socket.type().equals(Type.STREAM)
        && (protocol.equals(Protocol.DEFAULT) || protocol.equals(Protocol.TCP));
  }

  String name() {
    return listening.name();
  }

  Address address() {
    return address;
  }

  Socket socket() {
    return socket;
  }

  private boolean isShared() {
    return listening.target() instanceof ListenerConfig.BindTarget.Adopted
        || listening.target() instanceof ListenerConfig.BindTarget.Inherited inherited
            && !inherited.exclusive().getAsBoolean();
  }

  /** Loads what {@link #refuseNew} needs, which may be called when no descriptor is left. */
  static void preload() throws IOException {
    try (Socket socket = Socket.open(Family.INET, Type.STREAM)) {
      socket.option(Option.SO_ATTACH_FILTER, NO_NEW_CONNECTIONS);
    }
  }

  /**
   * Has the kernel take no new connections while those that it has can still be accepted. Where
   * that cannot be had, those that come between the last accept and the close are reset.
   *
   * @return how long those under way may still take to come
   */
  Deadline refuseNew() {
    try {
      if (isShared()) {
        // Another process may keep using it.
        return Deadline.NOW;
      }
      if (socket.family().equals(Family.UNIX)) {
        // New ones get ECONNREFUSED; accept gives those that wait, and then EINVAL.
        socket.shutdown(Shutdown.RD);
        return Deadline.NOW;
      }
      if (isTcp(socket)) {
        socket.option(Option.SO_ATTACH_FILTER, NO_NEW_CONNECTIONS);
        return Deadline.after(UNDER_WAY);
      }
    } catch (IOException | RuntimeException | Error e) {
      // The close refuses them then.
    }
    return Deadline.NOW;
  }

  private static final java.time.Duration UNDER_WAY = java.time.Duration.ofMillis(50);

  boolean isConnection() {
    return isConnection;
  }

  /** The connection that was given in a listener's place; from then on its handler's. */
  Socket takeConnection() {
    taken = true;
    return socket;
  }

  void close() {
    if (!taken) {
      socket.close();
    }
  }

  /** Closes this process's descriptor alone; the file of a UNIX path stays for its new owner. */
  void leave() {
    if (isConnection) {
      close();
      return;
    }
    try {
      Socket.ofDescriptor(socket.detach()).close();
    } catch (IOException | IllegalStateException e) {
      // Closed by another thread meanwhile.
    }
  }
}
