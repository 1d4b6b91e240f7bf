package mortise.hub;

import java.util.concurrent.atomic.LongAdder;

/** The counters of a room. */
final class RoomCounters {
  final LongAdder published = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder repeated = new LongAdder();
  final LongAdder malformed = new LongAdder();
}
