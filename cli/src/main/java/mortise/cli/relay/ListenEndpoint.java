package mortise.cli.relay;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import mortise.net.Address;
import mortise.net.CloseGuard;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Ipv6Option;
import mortise.net.Printable;
import mortise.net.Resolver;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;
import mortise.net.Vsock;
import mortise.server.Acceptor;
import mortise.server.AccessList;
import mortise.server.ClassFiles;
import mortise.server.Connection;

/** An address that waits for connections: {@code tcp-listen:}, {@code unix-listen:} and others. */
final class ListenEndpoint implements RelayEndpoint {
  private static final int BACKLOG = 128;
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final AddressSpec spec;
  private final OptionValues values;
  private final SocketSetup setup;
  private final AccessList access;
  private final RelayTls.Wrap tls;
  private final Duration handshake;
  private final Socket socket;
  private final Acceptor acceptor;
  private final AtomicLong denied = new AtomicLong();

  ListenEndpoint(AddressSpec spec) throws IOException {
    this.spec = spec;
    this.values = new OptionValues(spec);
    this.setup = new SocketSetup(spec);
    this.access = access(spec);
    this.tls = RelayTls.of(spec, "");
    this.handshake = values.time(AddressOption.HANDSHAKE).orElse(HANDSHAKE);
    this.socket = open();
    this.acceptor = acceptor(spec, socket);
  }

  /** Uses a socket that already listens, such as an inherited one. */
  ListenEndpoint(AddressSpec spec, Socket socket) throws IOException {
    this.spec = spec;
    this.values = new OptionValues(spec);
    this.setup = new SocketSetup(spec);
    this.access = AccessList.ALLOW_ALL;
    this.tls = RelayTls.of(spec, "");
    this.handshake = HANDSHAKE;
    this.socket = socket;
    this.acceptor = acceptor(spec, socket);
  }

  private static Acceptor acceptor(AddressSpec spec, Socket socket) throws IOException {
    try (CloseGuard guard = new CloseGuard(socket)) {
      return guard.release(Acceptor.of(socket, new AcceptReports(spec)));
    }
  }

  /** Writes to standard error what the acceptor has to report. */
  private record AcceptReports(AddressSpec spec) implements Acceptor.Observer {
    @Override
    public void preload() {
      ClassFiles.keepLoadable(AcceptReports.class);
      RelayFailure.words(RelayFailure.at(spec, new IOException("preload")));
    }

    @Override
    public void report(String message, Throwable failure) {
      System.err.println(Printable.line("mortise: " + spec + ": " + message));
    }
  }

  static AccessList access(AddressSpec spec) throws IOException {
    try {
      return AccessList.ALLOW_ALL
          .allow(spec.values(AddressOption.ALLOW).toArray(String[]::new))
          .deny(spec.values(AddressOption.DENY).toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
  }

  private Socket open() throws IOException {
    long backlog =
        values.number(AddressOption.BACKLOG, 1, Integer.MAX_VALUE).orElse((long) BACKLOG);
    Socket opened =
        switch (spec.kind()) {
          case UNIX_AT -> unix(spec, values, setup, Type.STREAM);
          case VSOCK_AT -> {
            Vsock vsock = RelayAddresses.vsock(spec, Vsock.CID_ANY);
            yield setup.config(Type.STREAM).bind(vsock);
          }
          default -> internet(Type.STREAM);
        };
    try (CloseGuard guard = new CloseGuard(opened)) {
      opened.listen((int) backlog);
      return guard.release(opened);
    }
  }

  static Socket unix(AddressSpec spec, OptionValues values, SocketSetup setup, Type type)
      throws IOException {
    Unix path = RelayAddresses.unix(spec);
    SocketConfig config = setup.config(type);
    // An abstract name has no file to replace, own or unlink.
    if (path.isAbstract()) {
      return config.bind(path);
    }
    UnixBinding binding = UnixBinding.of(path).replaceStale();
    binding = spec.has(AddressOption.KEEP) ? binding : binding.unlinkOnClose();
    binding = values.mode().isPresent() ? binding.mode(values.mode().get()) : binding;
    UnixBinding.Owner owner = values.owner().orElse(UnixBinding.Owner.SELF);
    return config.bind(binding.owner(owner.user(), owner.group()));
  }

  private Socket internet(Type type) throws IOException {
    return internet(spec, values, setup, type);
  }

  /** Binds to the first address of a host; without a host to the wildcard address. */
  static Socket internet(AddressSpec spec, OptionValues values, SocketSetup setup, Type type)
      throws IOException {
    OptionValues.HostPort there = values.hostPort(false);
    Family family = RelayAddresses.family(spec);
    Inet bind = RelayAddresses.local(spec, values, type, Deadline.NEVER);
    boolean anywhere = there.host().isEmpty() && bind == null;
    boolean both = anywhere && family.equals(Family.UNSPEC) && Socket.hasDualStack();
    Inet address;
    if (bind != null) {
      address = bind.withPort(there.port());
    } else if (anywhere) {
      boolean six = both || family.equals(Family.INET6);
      address = (six ? Inet6.ANY : Inet4.ANY).withPort(there.port());
    } else {
      address =
          (Inet)
              Resolver.resolve(there.host(), there.port(), family, type, Deadline.NEVER).getFirst();
    }
    SocketConfig config = setup.config(type);
    if (both) {
      config = config.dualStack();
    }
    if (address instanceof Inet6 && type.equals(Type.DGRAM)) {
      config = config.with(Ipv6Option.IPV6_V6ONLY, !both);
    }
    return config.bind(address);
  }

  @Override
  public Offer next() throws IOException {
    while (true) {
      Socket accepted = acceptor.accept();
      Address peer = accepted.cachedPeerAddress();
      if (peer == null || access.permits(peer)) {
        return new Accepted(accepted);
      }
      denied.incrementAndGet();
      accepted.close(); // before TLS: a denied client costs no handshake
    }
  }

  /** An accepted connection, before the TLS handshake. */
  private final class Accepted implements Offer {
    private final Socket accepted;

    Accepted(Socket accepted) {
      this.accepted = accepted;
    }

    @Override
    public RelaySide open() throws IOException {
      setup.applyAccepted(accepted);
      return RelaySide.of(shaken(Connection.of(accepted)), spec);
    }

    private Connection shaken(Connection plain) throws IOException {
      // A deadline for the whole handshake: a timeout per read would let a client extend it byte by
      // byte.
      plain.deadline(Deadline.after(handshake));
      try {
        Connection ready = tls.around(plain);
        ready.deadline(Deadline.NEVER);
        return ready;
      } catch (SocketTimeoutException e) {
        String peer = "TLS handshake with " + plain.peerAddress();
        throw new SocketTimeoutException(
            peer
                + ": not done after "
                + DurationText.text(handshake)
                + ", the time of 'handshake'");
      }
    }

    @Override
    public void decline() {
      accepted.close();
    }
  }

  @Override
  public long denied() {
    return denied.get();
  }

  @Override
  public boolean listens() {
    return true;
  }

  @Override
  public String notice() {
    try {
      return tls.notice(socket.localAddress());
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    acceptor.close();
  }
}
