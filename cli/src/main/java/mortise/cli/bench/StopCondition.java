package mortise.cli.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The end of a run: by time, by count, or by a stop. The time begins with the first connection, so
 * the start of this program and of the other end is not in it.
 */
final class StopCondition {
  /** A value of nanoTime, 0 before it has begun. */
  private final AtomicLong begin = new AtomicLong();

  private final long length;
  private final long most;
  private final BenchStats tally;
  private volatile boolean stopped;
  private final CountDownLatch end = new CountDownLatch(1);

  StopCondition(Duration length, long most, BenchStats tally) {
    this.length = length.toNanos();
    this.most = most;
    this.tally = tally;
  }

  /** Records that a connection is established. */
  void begin() {
    begin.compareAndSet(0, System.nanoTime() | 1);
  }

  boolean isOver() {
    boolean over =
        end.getCount() == 0
            || nanos() >= length
            || most != Long.MAX_VALUE && tally.requests.sum() >= most;
    if (over) {
      end.countDown();
    }
    return over;
  }

  void stop() {
    stopped = true;
    end.countDown();
  }

  /** Whether it was stopped before its time. */
  boolean wasStopped() {
    return stopped;
  }

  /** Waits so long at the most; returns whether it is over. */
  boolean await(Duration time) throws InterruptedException {
    return end.await(time.toNanos(), TimeUnit.NANOSECONDS) || isOver();
  }

  private long nanos() {
    long began = begin.get();
    return began == 0 ? 0 : System.nanoTime() - began;
  }

  Duration elapsed() {
    return Duration.ofNanos(nanos());
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, length - nanos()));
  }
}
