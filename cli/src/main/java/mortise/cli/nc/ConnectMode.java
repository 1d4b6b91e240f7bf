package mortise.cli.nc;

import java.io.IOException;
import java.util.List;
import mortise.cli.flow.Flow;
import mortise.net.Address;
import mortise.net.Socket;
import mortise.server.Connection;

/** Connects to a peer and talks with it. */
final class ConnectMode {
  private final Session session;
  private final NcSettings settings;

  ConnectMode(Session session) {
    this.session = session;
    this.settings = session.settings();
  }

  int run() throws IOException {
    List<Address> addresses = Names.of(settings.target());
    Socket socket = new Dialer(session).dial(addresses);
    Sockets.connected(socket);
    Connection peer = Connection.of(socket);
    if (session.log().tells()) {
      session.log().say("Connected to " + peer.peerAddress() + ".");
    }
    converse(peer);
    return Ncat.OK;
  }

  private void converse(Connection peer) throws IOException {
    Connection here = Manners.here(session.stdio(), settings);
    Connection there = Manners.there(peer, settings);
    Flow flow = Flow.between(here, there, Rules.of(settings), session.watch().dialled());
    try (peer) {
      flow.run();
    } finally {
      if (session.log().tells()) {
        long time = System.nanoTime() - session.begin();
        session
            .log()
            .say(
                flow.sent()
                    + " bytes sent, "
                    + flow.received()
                    + " bytes received in "
                    + Sentences.seconds(time)
                    + " seconds.");
      }
    }
  }
}
