package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.server.Connection;

/** Prints the events of one conversation. */
final class Telling implements Watcher {
  private final Events events;
  private final Tally tally;

  Telling(Events events, Tally tally) {
    this.events = events;
    this.tally = tally;
  }

  @Override
  public void opened(Connection peer) {
    events.opened(tally, peer);
  }

  @Override
  public void ended(Way way) {
    events.ended(tally, way);
  }

  @Override
  public void closed(Connection peer, IOException failure) {
    events.closed(tally, Events.message(failure));
  }
}
