package mortise.cli.flow;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.server.Connection;
import mortise.server.FilteringConnection;
import mortise.server.ReadAhead;

/**
 * A connection with an observer of its bytes, for code that reads and writes it directly. A {@link
 * Flow} has no need of it. The kernel cannot move its bytes past this process: it has no {@link
 * #bareSocket}.
 */
public final class WatchedConnection extends FilteringConnection {
  private final Watcher watcher;
  private final ReadAhead ahead = new ReadAhead(this::take);
  private final AtomicBoolean sentAll = new AtomicBoolean();
  private final AtomicBoolean receivedAll = new AtomicBoolean();

  private WatchedConnection(Connection inner, Watcher watcher) {
    super(inner);
    this.watcher = watcher;
  }

  /** Passes the bytes to the observer; the caller reports begin and end. */
  public static Connection of(Connection inner, Watcher watcher) {
    return new WatchedConnection(inner, watcher);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return length > 0 && ahead.count() > 0
        ? ahead.take(bytes, offset, length)
        : take(bytes, offset, length);
  }

  private int take(byte[] bytes, int offset, int length) throws IOException {
    int count = inner.read(bytes, offset, length);
    if (count > 0) {
      look(Direction.RECEIVED, bytes, offset, count);
      watcher.moved(Direction.RECEIVED, count);
    } else if (count < 0 && receivedAll.compareAndSet(false, true)) {
      watcher.ended(Direction.RECEIVED);
    }
    return count;
  }

  private void look(Direction way, byte[] bytes, int offset, int count) throws IOException {
    if (watcher.looks()) {
      watcher.bytes(way, bytes, offset, count);
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    if (ahead.count() == 0) {
      inner.awaitReadable();
    }
  }

  @Override
  public boolean awaitRequest() throws IOException {
    return ahead.count() > 0 || inner.awaitRequest();
  }

  @Override
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    look(Direction.SENT, bytes, offset, length);
    inner.write(bytes, offset, length);
    watcher.moved(Direction.SENT, length);
  }

  @Override
  public void closeWrite() throws IOException {
    inner.closeWrite();
    if (sentAll.compareAndSet(false, true)) {
      watcher.ended(Direction.SENT);
    }
  }
}
