package mortise.cli.nc;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import mortise.cli.flow.DatagramConnection;
import mortise.cli.nc.NcSettings.Network;
import mortise.cli.nc.NcSettings.SocketOptions;
import mortise.cli.nc.NcSettings.Source;
import mortise.cli.nc.NcSettings.Target;
import mortise.cli.nc.NcSettings.Transport;
import mortise.net.Address;
import mortise.net.CloseGuard;
import mortise.net.Errno;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.IpOption;
import mortise.net.Ipv6Option;
import mortise.net.Multicast;
import mortise.net.Option;
import mortise.net.Protocol;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.SocketFailure;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.Vsock;
import mortise.server.Connection;

/** Opens sockets as the settings want them. */
final class NcSockets {
  private final NcSettings settings;
  private final Target target;
  private final NcRun session;

  NcSockets(NcRun session) {
    this.session = session;
    this.settings = session.settings();
    this.target = settings.target();
  }

  /** A socket that is ready to connect to an address. */
  Socket toConnect(Address address) throws IOException {
    SocketConfig config =
        config()
            .with(socket -> {
              if (settings.socketOptions().fastOpen() && session.hasFirstBytes()) {
                socket.option(TcpOption.TCP_FASTOPEN_CONNECT, true);
              }
              if (target.isInet() && !target.isStream()) {
                socket.option(Option.SO_BROADCAST, true);
              }
              bindSource(socket, address);
              SourceRoute.apply(socket, address, settings);
            });
    try {
      return config.open(address.family());
    } catch (SocketException e) {
      throw explained(e);
    }
  }

  /** A socket that is bound and, where it is a stream's, listens. */
  Socket toListen(Address address) throws IOException {
    try {
      return target.isStream() ? listening(address) : bound(address);
    } catch (SocketException e) {
      throw explained(e);
    }
  }

  private Socket listening(Address address) throws IOException {
    SocketConfig config = config();
    if (settings.socketOptions().fastOpen()) {
      config = config.with(TcpOption.TCP_FASTOPEN, 128);
    }
    return config.listen(address, Socket.SOMAXCONN);
  }

  /** A datagram socket; ncat lets other processes share its port. */
  private Socket bound(Address address) throws IOException {
    SocketConfig config = config();
    if (address instanceof Inet) {
      config = config.with(Option.SO_REUSEADDR, true);
    }
    if (address instanceof Inet6) {
      config = config.with(Ipv6Option.IPV6_V6ONLY, true);
    }
    Socket socket = config.bind(address);
    try (CloseGuard guard = new CloseGuard(socket)) {
      if (settings.socketOptions().multicast() != null) {
        join(socket);
      }
      return guard.release(socket);
    }
  }

  private void join(Socket socket) throws IOException {
    String group = settings.socketOptions().multicast();
    Multicast membership;
    try {
      membership = Multicast.of(group);
    } catch (IllegalArgumentException e) {
      throw new UsageException("Invalid group of --multicast: " + ErrorMessages.of(e));
    }
    if (membership.group().family().equals(socket.family())) {
      String device = settings.socketOptions().device();
      socket.join(device == null ? membership : membership.on(device));
    }
  }

  /** A connected socket of a client as a connection. */
  static Connection client(Socket socket) throws IOException {
    connected(socket);
    return socket.type().equals(Type.DGRAM)
        ? DatagramConnection.ofClient(socket)
        : Connection.of(socket);
  }

  /** What a connection wants that was just made, on either end. */
  static void connected(Socket socket) throws IOException {
    Family family = socket.family();
    boolean tcp = family.equals(Family.INET) || family.equals(Family.INET6);
    if (tcp && socket.type().equals(Type.STREAM) && !isSctp(socket)) {
      socket.option(TcpOption.TCP_NODELAY, true);
    }
  }

  private static boolean isSctp(Socket socket) {
    return socket.protocol().equals(Protocol.SCTP);
  }

  private SocketConfig config() {
    SocketConfig config = SocketConfig.of(target.isStream() ? Type.STREAM : Type.DGRAM);
    if (target.transport() == Transport.SCTP) {
      config = config.protocol(Protocol.SCTP);
    } else if (settings.socketOptions().mptcp()) {
      config = config.protocol(Protocol.MPTCP);
    }
    return config.with(this::prepare);
  }

  private SocketException explained(SocketException e) {
    boolean missing =
        target.transport() == Transport.SCTP
            && e instanceof SocketFailure failure
            && failure.errno().equals(Errno.EPROTONOSUPPORT);
    return missing
        ? new SocketException("The kernel does not support SCTP (modprobe sctp loads it)")
        : e;
  }

  private void prepare(Socket socket) throws IOException {
    SocketOptions options = settings.socketOptions();
    if (options == SocketOptions.NONE) {
      return;
    }
    if (options.device() != null) {
      socket.option(Option.SO_BINDTODEVICE, options.device());
    }
    if (options.mark() != NcSettings.UNSET) {
      socket.option(Option.SO_MARK, options.mark());
    }
    boolean ip6 = socket.family().equals(Family.INET6);
    if (options.tos() != NcSettings.UNSET) {
      socket.option(ip6 ? Ipv6Option.IPV6_TCLASS : IpOption.IP_TOS, options.tos());
    }
    if (options.ttl() != NcSettings.UNSET) {
      socket.option(ip6 ? Ipv6Option.IPV6_UNICAST_HOPS : IpOption.IP_TTL, options.ttl());
      if (!target.isStream()) {
        socket.option(
            ip6 ? Ipv6Option.IPV6_MULTICAST_HOPS : IpOption.IP_MULTICAST_TTL, options.ttl());
      }
    }
  }

  private void bindSource(Socket socket, Address address) throws IOException {
    Source source = settings.source();
    if (target.network() == Network.UNIX) {
      bindUnixSource(socket, source.host());
      return;
    }
    if (source.host() == null && source.port() == NcSettings.UNSET) {
      return;
    }
    if (address instanceof Inet inet) {
      socket.option(Option.SO_REUSEADDR, true);
      socket.bind(source(source, inet));
    } else if (target.network() == Network.VSOCK) {
      long port = source.port() == NcSettings.UNSET ? Vsock.PORT_ANY : source.port();
      socket.bind(new Vsock(Vsock.CID_ANY, port));
    }
  }

  /** A datagram socket needs a name to receive replies. */
  private void bindUnixSource(Socket socket, String path) throws IOException {
    if (target.isStream()) {
      if (path != null) {
        session.log().verbose("A source (-s) has no effect on UNIX stream sockets.");
      }
      return;
    }
    Unix source = path == null ? Unix.of(TemporaryPath.choose()) : NameLookup.unix(path);
    socket.bind(source);
    session
        .log()
        .verbose("[" + NameLookup.text(source) + "] used as source DGRAM Unix domain socket.");
  }

  private Address source(Source source, Inet peer) throws IOException {
    int port = (int) Math.max(0, source.port());
    if (source.host() == null) {
      return (peer instanceof Inet4 ? Inet4.ANY : Inet6.ANY).withPort(port);
    }
    List<Address> found = NameLookup.inet(source.host(), port, peer.family(), target.resolves());
    return found.getFirst();
  }
}
