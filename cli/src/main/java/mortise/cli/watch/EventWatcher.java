package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.server.Connection;

/** Prints the events of one conversation. */
final class EventWatcher implements Watcher {
  private final JsonEvents events;
  private final TransferStats tally;

  EventWatcher(JsonEvents events, TransferStats tally) {
    this.events = events;
    this.tally = tally;
  }

  @Override
  public void opened(Connection peer) {
    events.opened(tally, peer);
  }

  @Override
  public void ended(Direction way) {
    events.ended(tally, way);
  }

  @Override
  public void closed(Connection peer, IOException failure) {
    events.closed(tally, JsonEvents.message(failure));
  }
}
