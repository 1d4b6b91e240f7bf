package mortise.cli.nc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.nc.NcSettings.Target;
import mortise.cli.tls.OwnListener;
import mortise.net.Address;
import mortise.net.Errno;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.process.DescriptorLimit;

/** Listens for connections and serves them. */
final class ListenMode {
  private static final int TRIES = 20;

  private final NcRun session;
  private final NcSettings settings;

  ListenMode(NcRun session) {
    this.session = session;
    this.settings = session.settings();
  }

  int run() throws IOException {
    ConnectionLimiter limiter = new ConnectionLimiter(session);
    Service service = NcServices.of(session);
    ServerHandshake handshake = ServerHandshake.of(session);
    if (settings.command().isNone()) {
      // Programs inherit the limit, and are to have the one of the caller.
      DescriptorLimit.raise();
    }
    List<Socket> listeners = open(addresses());
    session.watch().serves(limiter::counts);
    if (settings.listening().keepOpen() && settings.target().isStream()) {
      Address own = listeners.getFirst().localAddress();
      session.watch().dial(() -> OwnListener.dial(own, settings.tls().on()));
    }
    try (ConnectionSource source = source(limiter, handshake, listeners)) {
      session.watch().whenFailed(source::close);
      if (service != null) {
        return new ServiceLoop(session, limiter, source, service).run();
      }
      if (settings.listening().keepOpen()) {
        return new Broadcaster(session, limiter, source).run();
      }
      return new SingleClient(session).converse(source.next());
    }
  }

  private ConnectionSource source(
      ConnectionLimiter limiter, ServerHandshake handshake, List<Socket> listeners)
      throws IOException {
    if (settings.target().isStream()) {
      return new StreamAcceptor(session, limiter, handshake, listeners);
    }
    return settings.tls().on()
        ? new DtlsAcceptor(session, limiter, handshake, listeners)
        : new DatagramAcceptor(session, limiter, listeners);
  }

  private List<Address> addresses() throws IOException {
    Target target = settings.target();
    if (target.isInet() && target.host() == null) {
      int port = (int) target.port();
      return switch (target.network()) {
        case IP4 -> List.of(Inet4.ANY.withPort(port));
        case IP6 -> List.of(Inet6.ANY.withPort(port));
        default -> List.of(Inet6.ANY.withPort(port), Inet4.ANY.withPort(port));
      };
    }
    return NameLookup.of(target);
  }

  private List<Socket> open(List<Address> addresses) throws IOException {
    List<IOException> failures = new ArrayList<>(1);
    List<Socket> open = tryToOpen(addresses, failures);
    // The port that the kernel has chosen for one family may not be free for the other.
    for (int i = 0; i < TRIES && isChosen(addresses) && isMissing(failures, open); i++) {
      open.forEach(Socket::close);
      failures.clear();
      open = tryToOpen(addresses, failures);
    }
    if (open.isEmpty()) {
      String why = ErrorMessages.of(failures.getLast());
      throw new ExitException(Ncat.OTHER, "Cannot listen: " + why + " QUITTING.");
    }
    for (IOException failure : failures) {
      session.log().verbose(ErrorMessages.of(failure));
    }
    for (Socket socket : open) {
      Address address = socket.localAddress();
      session.watch().listening(address);
      if (session.log().isVerbose()) {
        session.log().message("Listening on " + NameLookup.text(address));
      }
      if (settings.listening().announced()) {
        session.log().print("NCAT TEST: LISTEN\n");
      }
    }
    return open;
  }

  private static boolean isChosen(List<Address> addresses) {
    return addresses.size() > 1 && addresses.getFirst() instanceof Inet inet && inet.port() == 0;
  }

  private static boolean isMissing(List<IOException> failures, List<Socket> open) {
    return !open.isEmpty()
        && !failures.isEmpty()
        && failures.getLast() instanceof SocketFailure failure
        && failure.errno().equals(Errno.EADDRINUSE);
  }

  private List<Socket> tryToOpen(List<Address> addresses, List<IOException> failures)
      throws IOException {
    NcSockets sockets = new NcSockets(session);
    List<Socket> open = new ArrayList<>(2);
    for (Address address : addresses) {
      try {
        open.add(sockets.toListen(samePort(address, open)));
      } catch (IOException e) {
        failures.add(e);
      }
    }
    return open;
  }

  /** Where the kernel has chosen a port for one family, the other one gets it too. */
  private static Address samePort(Address address, List<Socket> open) throws IOException {
    boolean any = address instanceof Inet inet && inet.port() == 0 && !open.isEmpty();
    return any
        ? ((Inet) address).withPort(((Inet) open.getFirst().localAddress()).port())
        : address;
  }
}
