package mortise.cli.inspect;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the bytes of one direction pass: open, limited to a rate, or closed. The thread that has
 * read them waits, reads no more meanwhile, and so the sender gets backpressure.
 */
final class Gate {
  /** A rate is kept over parts of this many per second. */
  private static final int PARTS = 10;

  private static final long SECOND = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Whether bytes pass at once; else the lock has the details. */
  private volatile boolean free = true;

  /** Since when bytes that have passed are being written, by nanoTime; 0 while none are. */
  private volatile long writing;

  /** Written under the lock. */
  private volatile boolean paused;

  /** Bytes per second; 0 for no limit. Written under the lock. */
  private volatile long rate;

  /** Whether a replay writes to this direction. Guarded by the lock, as all below. */
  private boolean held;

  /** When the next bytes may pass, by {@link System#nanoTime}. */
  private long next;

  /** Whether the conversation is to end. */
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

  /** Closes the gate for a replay, whatever the page does with it; false where it is held. */
  boolean hold() {
    lock.lock();
    try {
      if (held) {
        return false;
      }
      change(() -> held = true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void release() {
    change(() -> held = false);
  }

  /** Lets all pass from now on: the conversation ends. */
  void end() {
    change(() -> over = true);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      free = over || !paused && !held && rate == 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many bytes may pass; {@link #passed} follows once they are written. */
  void pass(long count) throws InterruptedIOException {
    // Before the look at the gate: a replay closes it first, and then looks at this.
    writing = System.nanoTime() | 1;
    if (!free) {
      writing = 0;
      await(count);
    }
  }

  /** The bytes are written. */
  void passed() {
    writing = 0;
  }

  /** How long the bytes that have passed are being written, in nanoseconds. */
  long writingTime() {
    long since = writing;
    return since == 0 ? 0 : Math.max(1, System.nanoTime() - since);
  }

  private void await(long count) throws InterruptedIOException {
    lock.lock();
    try {
      while (!over && (paused || held || rate > 0 && next - System.nanoTime() > 0)) {
        if (paused || held) {
          changed.await();
        } else {
          changed.await(next - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
      }
      if (rate > 0) {
        next = Math.max(next, System.nanoTime() - SECOND / PARTS) + count * SECOND / rate;
      }
      writing = System.nanoTime() | 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in a pause");
    } finally {
      lock.unlock();
    }
  }
}
