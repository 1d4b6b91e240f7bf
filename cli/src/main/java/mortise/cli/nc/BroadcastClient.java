package mortise.cli.nc;

import java.io.IOException;
import mortise.cli.flow.Direction;
import mortise.cli.flow.Watcher;
import mortise.net.Type;
import mortise.server.Connection;

/** A client of a {@link Broadcaster}: data for it is queued, and a separate thread sends it. */
final class BroadcastClient {
  private final Connection connection;
  private final Watcher watcher;
  private final SendQueue outbox;
  private final Runnable moved;
  private final boolean shutsDown;
  private final boolean isStream;
  private final Thread teller;

  /** Why it was put out; null where it was not. */
  private volatile IOException putOut;

  /**
   * A client whose conversation has begun.
   *
   * @param moved is run whenever it has taken something
   * @param shutsDown whether it gets a half-close at the end
   */
  BroadcastClient(Connection connection, Watcher watcher, Runnable moved, boolean shutsDown) {
    this.connection = connection;
    this.watcher = watcher;
    this.outbox = new SendQueue(connection);
    this.moved = moved;
    this.shutsDown = shutsDown;
    this.isStream = connection.socket().type().equals(Type.STREAM);
    this.teller = Thread.ofVirtual().name("mortise-tell").start(this::tellAll);
  }

  Connection connection() {
    return connection;
  }

  Watcher watcher() {
    return watcher;
  }

  /** What to call it. */
  String name() {
    try {
      return NameLookup.text(connection.peerAddress());
    } catch (IOException _) {
      return "A peer";
    }
  }

  /** The queue of data for it. */
  SendQueue outbox() {
    return outbox;
  }

  private void tellAll() {
    try {
      outbox.deliver(this::tell);
      if (outbox.isWhole() && shutsDown) {
        connection.closeWrite();
        watcher.ended(Direction.SENT);
      }
    } catch (IOException | InterruptedException _) {
      // The thread that reads from it finds out; what has come from it is still to be read.
      outbox.close();
    }
  }

  private void tell(byte[] bytes) throws IOException {
    try {
      connection.write(bytes);
    } catch (IOException e) {
      if (isStream || !connection.isOpen()) {
        throw e;
      }
      // One datagram is lost, as it may be on its way.
      return;
    }
    if (watcher.looks()) {
      watcher.bytes(Direction.SENT, bytes, 0, bytes.length);
    }
    watcher.moved(Direction.SENT, bytes.length);
    moved.run();
  }

  /** Half-closes after all queued data is sent. */
  void tellEnd() {
    outbox.end();
  }

  /** Waits until the half-close is sent, or sending has failed. */
  void awaitTold() throws InterruptedException {
    teller.join();
  }

  /** Waits until the queue is sent, as long as the client keeps reading. */
  void finish() {
    outbox.finish(teller);
  }

  /** Ends the conversation at once. */
  void putOut(String why) {
    putOut = new IOException(why);
    outbox.close();
    connection.abort();
    teller.interrupt();
  }

  /** How its conversation has failed, where its reading failed like this. */
  IOException failure(IOException reading) {
    return putOut == null ? reading : putOut;
  }
}
