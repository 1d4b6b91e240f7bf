package mortise.server;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What a server has counted. Each connection touches them when it comes and when it ends. */
final class Counters {
  private final AtomicLong accepted = new AtomicLong();
  private final Map<RejectReason, LongAdder> rejected = adders(RejectReason.class);
  private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
  private final LongAdder acceptFailures = new LongAdder();

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> adders = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      adders.put(constant, new LongAdder());
    }
    return adders;
  }

  /** Counts a connection that was let in, and returns its number. */
  long accepted() {
    return accepted.incrementAndGet();
  }

  private static <E extends Enum<E>> void count(Map<E, LongAdder> adders, E constant) {
    Objects.requireNonNull(adders.get(constant), "adder").increment();
  }

  void rejected(RejectReason reason) {
    count(rejected, reason);
  }

  void acceptFailed() {
    acceptFailures.increment();
  }

  void closed(CloseReason reason, SocketConnection connection, long duration) {
    count(closed, reason);
    received.add(connection.limits().received());
    sent.add(connection.sent());
    nanos.add(duration);
    longest.accumulate(duration);
  }

  /** What was counted so far, with what the connections that live have moved. */
  Statistics read(int active, long liveReceived, long liveSent) {
    return new Statistics(
        accepted.get(),
        active,
        sums(rejected, RejectReason.class),
        sums(closed, CloseReason.class),
        acceptFailures.sum(),
        received.sum() + liveReceived,
        sent.sum() + liveSent,
        Duration.ofNanos(nanos.sum()),
        Duration.ofNanos(longest.get()));
  }

  private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders, Class<E> type) {
    Map<E, Long> sums = new EnumMap<>(type);
    adders.forEach((constant, adder) -> sums.put(constant, adder.sum()));
    return sums;
  }
}
