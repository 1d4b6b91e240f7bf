package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.PeerCloseDetector;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.net.Type;
import mortise.server.Connection;

/** Ends a program whose peer has gone; another watcher is told everything. */
final class ExecWatcher implements Watcher {
  private final Watcher inner;
  private final Connection peer;
  private final ExecChild child;

  ExecWatcher(Watcher inner, Connection peer, ExecChild child) {
    this.inner = inner;
    this.peer = peer;
    this.child = child;
  }

  @Override
  public void opened(Connection there) throws IOException {
    inner.opened(there);
  }

  @Override
  public boolean looks() {
    return inner.looks();
  }

  @Override
  public void moved(Way way, long count) throws IOException {
    inner.moved(way, count);
  }

  @Override
  public void bytes(Way way, byte[] bytes, int offset, int count) throws IOException {
    inner.bytes(way, bytes, offset, count);
  }

  @Override
  public void ended(Way way) throws IOException {
    inner.ended(way);
    if (way == Way.RECEIVED && peer.socket().type().equals(Type.STREAM)) {
      Thread.ofVirtual().name("mortise-peer-close").start(this::awaitPeerClose);
    }
  }

  private void awaitPeerClose() {
    try {
      if (PeerCloseDetector.await(peer, child::isAlive)) {
        child.stop();
      }
    } catch (IOException _) {
      // The connection was closed here, which ends the program too.
    }
  }

  @Override
  public void closed(Connection there, IOException failure) throws IOException {
    inner.closed(there, failure);
  }
}
