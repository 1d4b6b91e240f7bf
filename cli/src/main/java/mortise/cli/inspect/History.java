package mortise.cli.inspect;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import mortise.cli.flow.Direction;

/**
 * The last bytes of a conversation, both ways in the order in which they went. Thread-safe.
 *
 * <p>What was dropped, or went while nothing was kept, shows in the offsets of the parts.
 */
final class History {
  private final long most;
  private final HistoryBudget budget;

  /** Guarded by this, as all below. */
  private final Deque<HistoryPart> parts = new ArrayDeque<>();

  private final long[] dropped = new long[Direction.values().length];
  private long cost;
  private long numbers;

  History(long most, HistoryBudget budget) {
    this.most = most;
    this.budget = budget;
  }

  /**
   * Adds a copy of bytes; of more than there is room for the last ones.
   *
   * @param at how many bytes went that way before
   */
  void add(Direction way, long at, byte[] bytes, int offset, int count) {
    int kept = (int) Math.min(count, most);
    int from = offset + count - kept;
    byte[] copy = Arrays.copyOfRange(bytes, from, from + kept);
    synchronized (this) {
      dropped[way.ordinal()] += count - kept;
      numbers++;
      HistoryPart part = new HistoryPart(numbers, Instant.now(), way, at + count - kept, copy);
      if (most > 0) {
        parts.add(part);
        charge(part.cost());
      }
      while (cost > most + part.cost() - kept && parts.size() > 1) {
        dropFirst();
      }
    }
    if (!budget.makesRoom()) {
      shrink();
    }
  }

  private void charge(long change) {
    cost += change;
    budget.add(change);
  }

  private synchronized void shrink() {
    while (budget.used() > budget.most() && !parts.isEmpty()) {
      dropFirst();
    }
  }

  private void dropFirst() {
    HistoryPart first = parts.removeFirst();
    dropped[first.way().ordinal()] += first.bytes().length;
    charge(-first.cost());
  }

  synchronized void clear() {
    while (!parts.isEmpty()) {
      dropFirst();
    }
  }

  /** The number of the last part; 0 where there is none. */
  synchronized long last() {
    return numbers;
  }

  /** How many bytes of a way were kept, and are no more. */
  synchronized long dropped(Direction way) {
    return dropped[way.ordinal()];
  }

  /** The parts behind a number, the oldest first. */
  synchronized List<HistoryPart> after(long number) {
    List<HistoryPart> after = new ArrayList<>();
    for (HistoryPart part : parts) {
      if (part.number() > number) {
        after.add(part);
      }
    }
    return after;
  }

  /** Whether the bytes of a direction are here from the first one to the last of so many. */
  synchronized boolean isWhole(Direction way, long count) {
    long next = 0;
    for (HistoryPart part : parts) {
      if (part.way() == way) {
        if (part.offset() != next) {
          return false;
        }
        next += part.bytes().length;
      }
    }
    return next >= count;
  }
}
