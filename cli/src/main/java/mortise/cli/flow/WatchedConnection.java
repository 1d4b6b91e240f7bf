package mortise.cli.flow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.net.BufferConsumer;
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
    int count = inner.read(bytes, offset, Math.min(length, watcher.most(Direction.RECEIVED)));
    if (count > 0) {
      look(Direction.RECEIVED, bytes, offset, count);
      watcher.moved(Direction.RECEIVED, count);
    }
    noteEnd(count);
    return count;
  }

  private void noteEnd(int count) throws IOException {
    if (count < 0 && receivedAll.compareAndSet(false, true)) {
      watcher.ended(Direction.RECEIVED);
    }
  }

  private void look(Direction way, byte[] bytes, int offset, int count) throws IOException {
    if (watcher.looks()) {
      watcher.bytes(way, bytes, offset, count);
    }
  }

  @Override
  public int read(BufferConsumer consumer) throws IOException {
    if (ahead.count() > 0 || watcher.looks()) {
      return super.read(consumer);
    }
    int count =
        inner.read((bytes, length) -> {
          // A browser may have begun to look while there was nothing to read.
          look(Direction.RECEIVED, bytes, 0, length);
          watcher.moved(Direction.RECEIVED, length);
          consumer.accept(bytes, length);
        });
    noteEnd(count);
    return count;
  }

  @Override
  public long sendFile(Path file, long offset, long count) throws IOException {
    if (watcher.looks()) {
      return super.sendFile(file, offset, count);
    }
    long sent = inner.sendFile(file, offset, count);
    watcher.moved(Direction.SENT, sent);
    return sent;
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
