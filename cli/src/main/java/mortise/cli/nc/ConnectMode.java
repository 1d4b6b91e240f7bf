package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Flow;
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
    // Its errors are reported before the first connection.
    Service service = settings.command().isNone() ? null : Services.of(session);
    Connection peer = call();
    if (session.log().tells()) {
      session.log().say("Connected to " + Names.text(peer.peerAddress()) + ".");
    }
    if (service == null) {
      converse(peer);
    } else {
      try (peer) {
        service.serve(peer);
      }
    }
    return Ncat.OK;
  }

  private Connection call() throws IOException {
    if (settings.tls().on() || !settings.proxy().isNone()) {
      return new Caller(session).call();
    }
    Socket socket = new Dialer(session).dial(Names.of(settings.target()));
    return Sockets.client(socket);
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
        if (flow.lost() > 0) {
          session.log().say("Bytes that were read and not sent: " + flow.lost() + ".");
        }
      }
    }
  }
}
