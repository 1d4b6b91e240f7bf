package mortise.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What all connections have done so far. */
final class BenchStats {
  final LongAdder sent = new LongAdder();
  final LongAdder received = new LongAdder();

  /** The number of received bytes or datagrams, as reported by the other end. */
  final LongAdder arrived = new LongAdder();

  final LongAdder requests = new LongAdder();
  final LongAdder errors = new LongAdder();

  /** Datagrams that had no answer, or did not arrive. */
  final LongAdder lost = new LongAdder();

  final LongAdder disordered = new LongAdder();
  final LongAdder sentAgain = new LongAdder();
  final LongAdder receivedAgain = new LongAdder();

  /** The longest round trip that TCP reported at the end of a connection, in microseconds. */
  final AtomicLong roundTrip = new AtomicLong();

  /** How long answers took, in nanoseconds. */
  final Histogram times = new Histogram();

  final AtomicReference<IOException> firstError = new AtomicReference<>();

  void failed(IOException e) {
    errors.increment();
    firstError.compareAndSet(null, e);
  }

  void roundTrip(Duration time) {
    roundTrip.accumulateAndGet(time.toNanos() / 1000, Math::max);
  }
}
