package mortise.cli.inspect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound of all histories together. Beyond it those of conversations that are over are given up,
 * the oldest first; then each that grows gives up its own oldest parts.
 */
final class HistoryBudget {
  private final long most;
  private final AtomicLong used = new AtomicLong();

  /** Guarded by itself. */
  private final Deque<History> over = new ArrayDeque<>();

  HistoryBudget(long most) {
    this.most = most;
  }

  long most() {
    return most;
  }

  long used() {
    return used.get();
  }

  void add(long cost) {
    used.addAndGet(cost);
  }

  /** The conversation of this history is over. */
  void ended(History history) {
    synchronized (over) {
      over.add(history);
    }
  }

  /** It is no longer shown. */
  void forget(History history) {
    synchronized (over) {
      over.remove(history);
    }
    history.clear();
  }

  /** Whether there is room, once those that are over have made some. */
  boolean makesRoom() {
    while (used.get() > most) {
      History oldest;
      synchronized (over) {
        oldest = over.poll();
      }
      if (oldest == null) {
        return false;
      }
      oldest.clear();
    }
    return true;
  }
}
