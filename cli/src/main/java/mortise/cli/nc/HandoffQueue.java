package mortise.cli.nc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;

/** Passes accepted connections of several listeners to one consumer, one by one. */
final class HandoffQueue<T> {
  /** The pending connection; guarded by this, as all below. */
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

  /** Waits until a connection can be passed on; false after the queue is closed. */
  synchronized boolean put(T next) throws InterruptedException {
    while (guest != null && open) {
      wait();
    }
    if (open) {
      guest = next;
      notifyAll();
    }
    return open;
  }

  /** A listener has failed. Pending connections are passed on before that is reported. */
  synchronized void fail(IOException e) {
    if (open && failure == null) {
      failure = e;
      notifyAll();
    }
  }

  /** Closes the queue, and returns the pending connection, or null. */
  synchronized T close() {
    T left = guest;
    guest = null;
    open = false;
    notifyAll();
    return left;
  }
}
