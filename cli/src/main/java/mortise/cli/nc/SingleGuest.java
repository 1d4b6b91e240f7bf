package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Flow;
import mortise.net.Socket;
import mortise.server.Connection;

/** Talks with the one who has come, of a listener without -k. */
final class SingleGuest {
  private final Session session;
  private final Welcome welcome;

  SingleGuest(Session session, Welcome welcome) {
    this.session = session;
    this.welcome = welcome;
  }

  int converse(Socket socket) throws IOException {
    NcSettings settings = session.settings();
    Connection here = Manners.here(session.stdio(), settings);
    try (Connection guest = welcome.receive(socket)) {
      Connection there = Manners.there(guest, settings);
      Flow.between(here, there, Rules.of(settings), session.watch().accepted()).run();
    }
    return Ncat.OK;
  }
}
