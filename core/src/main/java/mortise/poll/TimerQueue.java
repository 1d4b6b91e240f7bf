package mortise.poll;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The timers of one loop. Any thread adds; the rest is for the loop's owner. */
final class TimerQueue {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Queue<WakeTimer> added = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<WakeTimer> byInstant = new PriorityQueue<>();

  /** The owner has to look at the queue after this and before it waits. */
  void add(WakeTimer timer) {
    added.add(timer);
  }

  /** Whether timers were added since the owner last looked. */
  boolean hasAdded() {
    return !added.isEmpty();
  }

  /** Rings what is due. */
  void fireDue() {
    // One that cannot be added for lack of memory, or cannot wake its thread, stays for the next
    // time.
    for (WakeTimer timer; (timer = added.peek()) != null; added.poll()) {
      byInstant.add(timer);
    }
    if (byInstant.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    while (!byInstant.isEmpty() && byInstant.peek().isDueBy(now)) {
      byInstant.peek().fire();
      byInstant.poll();
    }
  }

  /**
   * The milliseconds to the next timer, never too few; -1 where there is none. Drops timers that
   * nothing waits for any more: each would end a wait of the loop.
   */
  int millisToNext() {
    WakeTimer next;
    while ((next = byInstant.peek()) != null && next.isCancelled()) {
      byInstant.poll();
    }
    if (next == null) {
      return -1;
    }
    long nanos = Math.max(0, next.instant() - System.nanoTime());
    return Math.toIntExact((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }

  /** Fires all timers, due or not: a waiter that wakes too early sets a timer of another loop. */
  void close() {
    fireDue();
    byInstant.forEach(WakeTimer::fire);
    byInstant.clear();
  }
}
