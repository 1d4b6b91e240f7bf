package mortise.server;

/**
 * The time between two requests, in which a server that stops may wake a handler. It does so by an
 * interrupt, which ends any wait of a socket and leaves the socket open, and which the handler
 * never sees.
 */
final class Rest {
  /** Who rests, or null. Guarded by this, as the others. */
  private Thread resting;

  private boolean woken;
  private boolean over;

  /** Begins; false where there is no rest any more. */
  synchronized boolean begin() {
    if (over) {
      return false;
    }
    resting = Thread.currentThread();
    return true;
  }

  /** Whether the interrupt that the caller met was the one of {@link #wake}. */
  synchronized boolean wasWoken() {
    return woken;
  }

  /** Ends: no interrupt of {@link #wake} comes after this, and the one that came is taken away. */
  synchronized void end() {
    resting = null;
    if (woken) {
      woken = false;
      Thread.interrupted();
    }
  }

  /** Wakes who rests, and lets nobody rest from now on. */
  synchronized void wake() {
    over = true;
    if (resting != null && !woken) {
      woken = true;
      resting.interrupt();
    }
  }

  synchronized boolean isTaken() {
    return resting != null;
  }
}
