package mortise.cli.nc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import mortise.server.Connection;
import mortise.server.FilteringConnection;

/**
 * TLS whose close_notify, if nothing else was sent, is delayed until the peer has ended or is
 * silent for a second. The end of TLS is a record, and one that lies unread in the peer when it
 * closes makes its close a reset, which throws away what it has not sent yet: ncat with --send-only
 * never reads. Many others, of TLS 1.2, take it for the end of both ways.
 */
final class DelayedCloseNotify extends FilteringConnection {
  private static final Duration SILENCE = Duration.ofSeconds(1);

  /** Whether any data was sent; guarded by this, as all below. */
  private boolean written;

  /** Whether the end waits. */
  private boolean held;

  /** Whether the close_notify is sent. */
  private boolean closeNotifySent;

  /** Since when the peer is being waited for, by {@link System#nanoTime}; 0 where it is not. */
  private long waitsSince;

  DelayedCloseNotify(Connection inner) {
    super(inner);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    waits(System.nanoTime());
    try {
      count = inner.read(bytes, offset, length);
    } finally {
      waits(0);
    }
    if (count < 0) {
      sendCloseNotify();
    }
    return count;
  }

  private synchronized void waits(long since) {
    waitsSince = since;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    noteWrite();
    inner.write(bytes, offset, length);
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    noteWrite();
    inner.write(buffer);
  }

  private synchronized void noteWrite() {
    written = true;
  }

  @Override
  public void closeWrite() throws IOException {
    synchronized (this) {
      if (!written && !closeNotifySent) {
        if (!held) {
          held = true;
          Thread.ofVirtual().name("mortise-close-notify").start(this::awaitSilence);
        }
        return;
      }
    }
    inner.closeWrite();
  }

  private void awaitSilence() {
    try {
      synchronized (this) {
        for (long left; !closeNotifySent && (left = untilSilent()) > 0; ) {
          wait(left);
        }
      }
      sendCloseNotify();
    } catch (IOException | InterruptedException _) {
      // The reading thread detects that the peer has closed.
    }
  }

  /** Milliseconds. Guarded by this. */
  private long untilSilent() {
    return waitsSince == 0
        ? SILENCE.toMillis()
        : SILENCE.toMillis() - (System.nanoTime() - waitsSince) / 1_000_000;
  }

  /** Sends the delayed close_notify. */
  private void sendCloseNotify() throws IOException {
    synchronized (this) {
      if (!held || closeNotifySent) {
        return;
      }
      closeNotifySent = true;
      notifyAll();
    }
    inner.closeWrite();
  }

  @Override
  public void close() {
    forget();
    inner.close();
  }

  @Override
  public void abort() {
    forget();
    inner.abort();
  }

  /** A close sends close_notify itself. */
  private synchronized void forget() {
    closeNotifySent = true;
    notifyAll();
  }
}
