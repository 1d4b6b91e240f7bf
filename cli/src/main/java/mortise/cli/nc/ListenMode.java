package mortise.cli.nc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mortise.cli.nc.NcSettings.Target;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;

/** Waits for connections and talks with those who come. */
final class ListenMode {
  private final Session session;
  private final NcSettings settings;

  ListenMode(Session session) {
    this.session = session;
    this.settings = session.settings();
  }

  int run() throws IOException {
    Gate gate = new Gate(session);
    Service service = Services.of(session);
    Welcome welcome = Welcome.of(session);
    List<Socket> listeners = open(addresses());
    try (Doors doors = new Doors(session, gate, listeners)) {
      if (service != null) {
        return new Reception(session, gate, doors, welcome, service).run();
      }
      if (settings.listening().keepOpen()) {
        return new Crowd(session, gate, doors, welcome).run();
      }
      return new SingleGuest(session, welcome).converse(doors.next());
    }
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
    return Names.of(target);
  }

  private List<Socket> open(List<Address> addresses) throws IOException {
    Sockets sockets = new Sockets(session);
    List<Socket> open = new ArrayList<>(2);
    IOException failure = null;
    for (Address address : addresses) {
      try {
        Socket socket = sockets.toListen(samePort(address, open));
        open.add(socket);
      } catch (IOException e) {
        if (addresses.size() > 1 && session.log().tells()) {
          session.log().say(Sentences.of(e));
        }
        failure = e;
      }
    }
    if (open.isEmpty()) {
      throw new ExitException(Ncat.OTHER, "Cannot listen: " + Sentences.of(failure) + " QUITTING.");
    }
    for (Socket socket : open) {
      Address address = socket.localAddress();
      session.watch().listening(address);
      if (session.log().tells()) {
        session.log().say("Listening on " + address);
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
