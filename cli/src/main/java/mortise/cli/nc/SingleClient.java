package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Flow;
import mortise.server.Connection;

/** Serves the only client of a listener without -k. */
final class SingleClient {
  private final NcRun session;

  SingleClient(NcRun session) {
    this.session = session;
  }

  int converse(ConnectionSource.PendingConnection pending) throws IOException {
    NcSettings settings = session.settings();
    Connection here = ConnectionFilters.here(session.stdio(), settings);
    try (Connection guest = pending.receive()) {
      Connection there = ConnectionFilters.there(guest, settings);
      Flow.between(here, there, FlowRulesFactory.of(settings), session.watch().accepted()).run();
    }
    return Ncat.OK;
  }
}
