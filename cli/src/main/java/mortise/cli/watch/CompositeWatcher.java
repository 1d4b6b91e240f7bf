package mortise.cli.watch;

import java.io.IOException;
import java.util.List;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.server.Connection;

/** Several observers of one conversation, called in order. */
final class CompositeWatcher implements Watcher {
  private final List<Watcher> watchers;

  CompositeWatcher(List<Watcher> watchers) {
    this.watchers = List.copyOf(watchers);
  }

  @Override
  public boolean looks() {
    for (Watcher watcher : watchers) {
      if (watcher.looks()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void whenLooks(Runnable action) {
    watchers.forEach(watcher -> watcher.whenLooks(action));
  }

  @Override
  public int most(Direction way) {
    int most = Integer.MAX_VALUE;
    for (Watcher watcher : watchers) {
      most = Math.min(most, watcher.most(way));
    }
    return most;
  }

  @Override
  public void joins(Connection here) {
    watchers.forEach(watcher -> watcher.joins(here));
  }

  @Override
  public void opened(Connection peer) throws IOException {
    for (Watcher watcher : watchers) {
      watcher.opened(peer);
    }
  }

  @Override
  public void moved(Direction way, long count) throws IOException {
    for (Watcher watcher : watchers) {
      watcher.moved(way, count);
    }
  }

  @Override
  public void bytes(Direction way, byte[] bytes, int offset, int count) throws IOException {
    for (Watcher watcher : watchers) {
      if (watcher.looks()) {
        watcher.bytes(way, bytes, offset, count);
      }
    }
  }

  @Override
  public void ended(Direction way) throws IOException {
    for (Watcher watcher : watchers) {
      watcher.ended(way);
    }
  }

  /** Calls all of them, even if some fail. */
  @Override
  public void closed(Connection peer, IOException failure) throws IOException {
    IOException first = null;
    for (Watcher watcher : watchers) {
      try {
        watcher.closed(peer, failure);
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
