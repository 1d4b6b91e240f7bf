package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Flow;
import mortise.server.Connection;

/** Serves the only client of a listener without -k. */
final class SingleGuest {
  private final Session session;

  SingleGuest(Session session) {
    this.session = session;
  }

  int converse(ConnectionSource.PendingConnection pending) throws IOException {
    NcSettings settings = session.settings();
    Connection here = Manners.here(session.stdio(), settings);
    try (Connection guest = pending.receive()) {
      Connection there = Manners.there(guest, settings);
      Flow.between(here, there, Rules.of(settings), session.watch().accepted()).run();
    }
    return Ncat.OK;
  }
}
