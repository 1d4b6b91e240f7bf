package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Flow;
import mortise.net.Socket;
import mortise.server.Connection;

/** Connects to a peer and talks with it. */
final class ConnectMode {
  private final NcRun session;
  private final NcSettings settings;

  ConnectMode(NcRun session) {
    this.session = session;
    this.settings = session.settings();
  }

  int run() throws IOException {
    // Its errors are reported before the first connection.
    Service service = settings.command().isNone() ? null : NcServices.of(session);
    Connection peer = call();
    if (session.log().isVerbose()) {
      session.log().message("Connected to " + NameLookup.text(peer.peerAddress()) + ".");
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
      return new ClientConnector(session).call();
    }
    Socket socket = new Dialer(session).dial(NameLookup.of(settings.target()));
    return NcSockets.client(socket);
  }

  private void converse(Connection peer) throws IOException {
    Connection here = ConnectionFilters.here(session.stdio(), settings);
    Connection there = ConnectionFilters.there(peer, settings);
    Flow flow = Flow.between(here, there, FlowRulesFactory.of(settings), session.watch().dialled());
    try (peer) {
      flow.run();
    } finally {
      if (session.log().isVerbose()) {
        long time = System.nanoTime() - session.begin();
        session
            .log()
            .message(
                flow.sent()
                    + " bytes sent, "
                    + flow.received()
                    + " bytes received in "
                    + ErrorMessages.seconds(time)
                    + " seconds.");
        if (flow.lost() > 0) {
          session.log().message("Bytes that were read and not sent: " + flow.lost() + ".");
        }
      }
    }
  }
}
