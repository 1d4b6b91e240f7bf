package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;

/** Hands on those who have come in by any of several listeners, one by one. */
final class HandoffQueue<T> {
  /** Who waits to be handed on; guarded by this, as all below. */
  private T guest;

  private IOException failure;
  private boolean open = true;

  /**
   * Waits for the next one.
   *
   * @throws IOException when a listener has failed, or all are closed
   */
  synchronized T next() throws IOException {
    try {
      while (guest == null && failure == null && open) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while listening");
    }
    if (guest == null) {
      throw failure == null ? new SocketException("the listener has been closed") : failure;
    }
    T next = guest;
    guest = null;
    notifyAll();
    return next;
  }

  /** Waits until one can be handed on; false where nobody is let in any more. */
  synchronized boolean hand(T next) throws InterruptedException {
    while (guest != null && open) {
      wait();
    }
    if (open) {
      guest = next;
      notifyAll();
    }
    return open;
  }

  /** A listener has failed. Those who are here already are handed on before that is told. */
  synchronized void fail(IOException e) {
    if (open && failure == null) {
      failure = e;
      notifyAll();
    }
  }

  /** Lets nobody in any more, and returns who has been waiting, or null. */
  synchronized T close() {
    T left = guest;
    guest = null;
    open = false;
    notifyAll();
    return left;
  }
}
