package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.flow.DatagramConnection;
import mortise.cli.tls.DtlsStream;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.Vsock;
import mortise.proxy.ProxyDialer;
import mortise.proxy.ProxyHop;
import mortise.server.Connection;

/** An address that connects to somewhere: {@code tcp:}, {@code unix:}, {@code udp:} and others. */
final class ConnectEndpoint implements RelayEndpoint {
  private static final Duration HANDSHAKE = Duration.ofSeconds(30);

  private final AddressSpec spec;
  private final OptionValues values;
  private final SocketSetup setup;
  private final RelayTls.Wrap tls;
  private final Target target;
  private final Retries retries;

  /** Connects; the options were checked before. */
  private interface Target {
    Connection connect(Deadline deadline) throws IOException;
  }

  ConnectEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    this.values = new OptionValues(spec);
    this.setup = new SocketSetup(spec);
    this.target = target();
    boolean stream = !spec.kind().has(AddressGroup.DATAGRAM);
    this.tls = stream && spec.kind().has(AddressGroup.TLS) ? tls() : plain -> plain;
    this.retries = new Retries(spec);
  }

  private RelayTls.Calling tls() throws IOException {
    return RelayTls.client(spec, values.hostPort(true).host());
  }

  private Target target() throws IOException {
    return switch (spec.kind()) {
      case UNIX_TO -> {
        Unix path = RelayAddresses.unix(spec);
        yield deadline -> Connection.of(setup.config(Type.STREAM).connect(path, deadline));
      }
      case UNIX_DATAGRAM_TO -> {
        Unix path = RelayAddresses.unix(spec);
        yield deadline -> unixDatagrams(path, deadline);
      }
      case VSOCK_TO -> {
        Vsock vsock = RelayAddresses.vsock(spec, Vsock.CID_ANY);
        yield deadline -> Connection.of(setup.config(Type.STREAM).connect(vsock, deadline));
      }
      case UDP_TO -> {
        OptionValues.HostPort there = values.hostPort(true);
        yield deadline -> DatagramConnection.ofClient(internet(there, Type.DGRAM, deadline));
      }
      case DTLS_TO -> dtls();
      default -> tcp();
    };
  }

  /** A DTLS handshake retransmits for ever if the server is down, so it always has a deadline. */
  private Target dtls() throws IOException {
    OptionValues.HostPort there = values.hostPort(true);
    RelayTls.Calling calling = tls();
    return deadline -> {
      Deadline bound = deadline == Deadline.NEVER ? Deadline.after(HANDSHAKE) : deadline;
      Socket socket = internet(there, Type.DGRAM, bound);
      try (CloseGuard guard = new CloseGuard(socket)) {
        return guard.release(
            DtlsStream.ofClient(calling.client().connect(socket, calling.host(), bound), socket));
      }
    };
  }

  private Target tcp() throws IOException {
    OptionValues.HostPort there = values.hostPort(true);
    List<ProxyHop> hops = new ArrayList<>();
    for (String url : spec.values(AddressOption.THROUGH)) {
      try {
        hops.add(ProxyHop.parse(url));
      } catch (IllegalArgumentException e) {
        throw spec.wrong(AddressOption.THROUGH, e.getMessage());
      }
    }
    if (hops.isEmpty() && spec.kind() == AddressKind.PROXY) {
      throw spec.wrong("lacks the proxy, through=socks5://HOST:PORT or http://HOST:PORT");
    }
    if (!hops.isEmpty()) {
      if (!setup.isEmpty()) {
        throw spec.wrong("socket options have no effect through a proxy");
      }
      ProxyDialer dialer = ProxyDialer.through(hops);
      // The proxy resolves the name, so it gets A-labels (RFC 5890).
      String host = ascii(there.host());
      return deadline -> dialer.dial(host, there.port(), deadline);
    }
    return deadline -> Connection.of(internet(there, Type.STREAM, deadline));
  }

  private String ascii(String host) {
    try {
      return Resolver.toAscii(host);
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
  }

  /** Connects to the first address of a host that answers, with the options of this address. */
  private Socket internet(OptionValues.HostPort there, Type type, Deadline deadline)
      throws IOException {
    Inet local = RelayAddresses.local(spec, values, type, deadline);
    Family family = RelayAddresses.family(spec);
    return setup.config(type).dial(there.host(), there.port(), family, local, deadline);
  }

  /** Binds to a path beside the peer's: a peer can reply only to a bound socket, unix(7). */
  private Connection unixDatagrams(Unix path, Deadline deadline) throws IOException {
    Socket socket = setup.config(Type.DGRAM).open(Family.UNIX);
    Path own = path.isAbstract() ? null : RelayAddresses.besides(path);
    try {
      // A bind without a name lets the kernel select an abstract one (autobind, unix(7)).
      socket.bind(own == null ? Unix.UNNAMED : Unix.of(own));
      socket.connect(path, deadline);
      return DatagramConnection.ofClient(socket);
    } catch (IOException | RuntimeException | Error e) {
      DatagramConnection.ofClient(socket).close();
      throw e;
    }
  }

  @Override
  public Offer next() {
    return () -> retries.open(this::once);
  }

  private RelaySide once(Duration timeout) throws IOException {
    Deadline deadline = timeout == null ? Deadline.NEVER : Deadline.after(timeout);
    Connection plain = target.connect(deadline);
    plain.deadline(deadline);
    Connection ready = tls.around(plain);
    ready.deadline(Deadline.NEVER); // the option bounds connect and handshake, not the transfer
    return RelaySide.of(ready, spec);
  }
}
