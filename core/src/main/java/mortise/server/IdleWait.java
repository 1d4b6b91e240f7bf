package mortise.server;

import java.time.Duration;
import mortise.net.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The time between two requests, in which a server that stops may wake a handler. It does so by an
 * interrupt, which ends any wait of a socket and leaves the socket open, and which the handler
 * never sees.
 *
 * <p>The wait for the first request is none of these: its client has been accepted, may have sent
 * the request already, and would meet a close without an answer. It lasts a while longer.
 */
final class IdleWait {
  /** How long the first request may take once the server stops. */
  static final Duration FIRST_REQUEST = Duration.ofSeconds(5);

  /** The thread that waits, or null. Guarded by this, as the others. */
  private @Nullable Thread resting;

  private boolean first = true;

  /** When the wait for the first request began, in {@link System#nanoTime}. */
  private long begun;

  private boolean woken;
  private boolean over;

  /** Begins; returns until when the wait may last, which is now where it may not begin at all. */
  synchronized Deadline begin() {
    if (over && !first) {
      return Deadline.NOW;
    }
    if (first) {
      begun = System.nanoTime();
    }
    resting = Thread.currentThread();
    return over ? Deadline.after(FIRST_REQUEST) : Deadline.NEVER;
  }

  /** Whether the interrupt that the caller met was the one of {@link #wake}. */
  synchronized boolean wasWoken() {
    return woken;
  }

  /** Ends: no interrupt of {@link #wake} comes after this, and the one that came is taken away. */
  synchronized void end() {
    resting = null;
    first = false;
    if (woken) {
      woken = false;
      Thread.interrupted();
    }
  }

  /**
   * Wakes the thread that waits, and lets none wait between requests from now on.
   *
   * @param evenFirst whether the wait for a first request ends too; one that has lasted for {@link
   *     #FIRST_REQUEST} always does
   */
  synchronized void wake(boolean evenFirst) {
    over = true;
    boolean spared = first && !evenFirst && System.nanoTime() - begun < FIRST_REQUEST.toNanos();
    if (resting != null && !woken && !spared) {
      woken = true;
      resting.interrupt();
    }
  }

  synchronized boolean isTaken() {
    return resting != null;
  }
}
