package mortise.cli.watch;

import java.io.IOException;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.server.Connection;

/** An observer of one direction only. */
final class OneWay implements Watcher {
  private final Way way;
  private final Watcher inner;

  OneWay(Way way, Watcher inner) {
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
  public void moved(Way moved, long count) throws IOException {
    if (moved == way) {
      inner.moved(moved, count);
    }
  }

  @Override
  public void bytes(Way moved, byte[] bytes, int offset, int count) throws IOException {
    if (moved == way) {
      inner.bytes(moved, bytes, offset, count);
    }
  }

  @Override
  public void ended(Way ended) throws IOException {
    if (ended == way) {
      inner.ended(ended);
    }
  }

  @Override
  public void closed(Connection peer, IOException failure) throws IOException {
    inner.closed(peer, failure);
  }
}
