package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.server.Connection;

/** An observer of one direction only. */
final class DirectionWatcher implements Watcher {
  private final Direction way;
  private final Watcher inner;

  DirectionWatcher(Direction way, Watcher inner) {
    this.way = way;
    this.inner = inner;
  }

  @Override
  public void opened(Connection peer) throws IOException {
    inner.opened(peer);
  }

  @Override
  public boolean looks() {
    return inner.looks();
  }

  @Override
  public void moved(Direction moved, long count) throws IOException {
    if (moved == way) {
      inner.moved(moved, count);
    }
  }

  @Override
  public void bytes(Direction moved, byte[] bytes, int offset, int count) throws IOException {
    if (moved == way) {
      inner.bytes(moved, bytes, offset, count);
    }
  }

  @Override
  public void ended(Direction ended) throws IOException {
    if (ended == way) {
      inner.ended(ended);
    }
  }

  @Override
  public void closed(Connection peer, IOException failure) throws IOException {
    inner.closed(peer, failure);
  }
}
