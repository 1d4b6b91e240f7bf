package mortise.poll;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The alarms of one loop. Any thread adds; the rest is for the loop's owner. */
final class Agenda {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Queue<Alarm> added = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Alarm> byInstant = new PriorityQueue<>();

  /** The owner has to look at the agenda after this and before it waits. */
  void add(Alarm alarm) {
    added.add(alarm);
  }

  /** Whether alarms were added since the owner last looked. */
  boolean hasNews() {
    return !added.isEmpty();
  }

  /** Rings what is due. */
  void ring() {
    // One that cannot be added for lack of memory, or cannot wake its thread, stays for the next
    // time.
    for (Alarm alarm; (alarm = added.peek()) != null; added.poll()) {
      byInstant.add(alarm);
    }
    if (byInstant.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    while (!byInstant.isEmpty() && byInstant.peek().isBy(now)) {
      byInstant.peek().ring();
      byInstant.poll();
    }
  }

  /** The milliseconds to the next alarm, never too few; -1 where there is none. */
  int millis() {
    Alarm next = byInstant.peek();
    if (next == null) {
      return -1;
    }
    long nanos = Math.max(0, next.instant() - System.nanoTime());
    return Math.toIntExact((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }

  /** Rings everything, due or not: whoever is woken too early sets the alarm of another loop. */
  void close() {
    ring();
    byInstant.forEach(Alarm::ring);
    byInstant.clear();
  }
}
