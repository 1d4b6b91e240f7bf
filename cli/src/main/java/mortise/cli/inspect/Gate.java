package mortise.cli.inspect;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the bytes of one way pass: open, limited to a rate, or closed. The thread that has them
 * waits, reads no more meanwhile, and so the sender gets backpressure.
 */
final class Gate {
  /** A rate is kept over parts of this many per second. */
  private static final int PARTS = 10;

  private static final long SECOND = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Whether bytes pass at once; else the lock has the details. */
  private volatile boolean free = true;

  /** Written under the lock. */
  private volatile boolean paused;

  /** Bytes per second; 0 for no limit. Written under the lock. */
  private volatile long rate;

  /** When the next bytes may pass, by {@link System#nanoTime}. Guarded by the lock. */
  private long next;

  /** Whether the conversation is to end. Guarded by the lock. */
  private boolean over;

  /** How many bytes may be read at once. */
  int most() {
    long limit = rate;
    return limit == 0 ? Integer.MAX_VALUE : Math.clamp(limit / PARTS, 1, 1 << 17);
  }

  boolean isFree() {
    return free;
  }

  boolean isPaused() {
    return paused;
  }

  long rate() {
    return rate;
  }

  void pause(boolean on) {
    change(() -> paused = on);
  }

  void limit(long bytesPerSecond) {
    change(() -> {
      rate = bytesPerSecond;
      next = System.nanoTime();
    });
  }

  /** Lets all pass from now on: the conversation ends. */
  void end() {
    change(() -> over = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      free = over || !paused && rate == 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many bytes may pass. */
  void pass(long count) throws InterruptedIOException {
    if (free) {
      return;
    }
    lock.lock();
    try {
      while (!free && (paused || next - System.nanoTime() > 0)) {
        if (paused) {
          changed.await();
        } else {
          changed.await(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
      }
      if (rate > 0) {
        long now = System.nanoTime();
        next = Math.max(next, now - SECOND / PARTS) + count * SECOND / rate;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in a pause");
    } finally {
      lock.unlock();
    }
  }
}
