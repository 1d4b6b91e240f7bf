package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import mortise.cli.flow.Watcher;
import mortise.cli.flow.Way;
import mortise.net.Type;
import mortise.server.Connection;

/**
 * A conversation between a program and a peer. Each way has a thread of its own, so a program that
 * writes before it reads on, such as cat, holds up nothing.
 *
 * <p>The peer's end becomes the program's; the program's end, of all who can print, becomes the
 * peer's. What the peer sends to a program that reads no more is thrown away. A peer that has gone
 * ends the program.
 */
final class ExecTalk {
  private static final int PART = 1 << 16;

  /** How long the peer has to end its direction, so that no reset overtakes the last words. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final Connection peer;
  private final ExecChild child;
  private final Watcher watcher;

  /** Whether the program has said all it will. */
  private volatile boolean done;

  private volatile IOException failure;

  ExecTalk(Connection peer, ExecChild child, Watcher watcher) {
    this.peer = peer;
    this.child = child;
    this.watcher = watcher;
  }

  /** Runs until both have ended; closes the connection, and leaves the program to the caller. */
  void run() throws IOException {
    Thread hearing = Thread.ofVirtual().name("mortise-exec").start(this::hear);
    try {
      say();
      child.waitFor();
      done = true;
      peer.closeWrite();
      if (peer.socket().type().equals(Type.STREAM)) {
        hearing.join(FAREWELL);
      }
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      done = true;
      child.stop();
      peer.close();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** What the program prints goes to the peer. */
  private void say() throws IOException {
    byte[] part = new byte[PART];
    for (int count; (count = child.read(part)) >= 0; ) {
      if (watcher.looks()) {
        watcher.bytes(Way.SENT, part, 0, count);
      }
      peer.write(part, 0, count);
      watcher.moved(Way.SENT, count);
    }
    watcher.ended(Way.SENT);
  }

  /** What the peer sends goes to the program. */
  private void hear() {
    byte[] part = new byte[PART];
    try {
      boolean reads = true;
      for (int count; (count = peer.read(part)) >= 0; ) {
        if (watcher.looks()) {
          watcher.bytes(Way.RECEIVED, part, 0, count);
        }
        watcher.moved(Way.RECEIVED, count);
        reads = reads && tell(part, count);
      }
      watcher.ended(Way.RECEIVED);
      endInput();
      if (Departure.await(peer, () -> !done)) {
        child.stop();
      }
    } catch (IOException e) {
      if (!done) {
        fail(e);
        child.stop();
      }
    }
  }

  private void endInput() {
    try {
      child.endInput();
    } catch (IOException _) {
      // It has ended.
    }
  }

  /** Whether the program has taken it. */
  private boolean tell(byte[] part, int count) {
    try {
      child.write(part, count);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void fail(IOException e) {
    if (failure == null && !done) {
      failure = e;
    }
  }
}
