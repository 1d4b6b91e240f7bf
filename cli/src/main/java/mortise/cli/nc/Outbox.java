package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mortise.server.Connection;

/**
 * What a member of a broker is still to be sent. Whoever puts something in does not wait; whoever
 * has put in too much may wait for room.
 */
final class Outbox {
  /** How much may wait for a member before those who send to it are asked to wait. */
  static final int ROOM = 4 << 20;

  /** How long a member that holds up others may take for what was put in first. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private record Part(byte[] bytes, long since) {}

  private final Connection member;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock, as all below. */
  private final ArrayDeque<Part> parts = new ArrayDeque<>();

  private long waiting;
  private boolean ended;
  private boolean closed;

  Outbox(Connection member) {
    this.member = member;
  }

  /** Puts bytes in, which nobody may change afterwards. */
  void add(byte[] bytes) {
    lock.lock();
    try {
      if (!ended && !closed) {
        parts.add(new Part(bytes, System.nanoTime()));
        waiting += bytes.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes wait. */
  long waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Has {@link #deliver} return once all is sent. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Throws away what waits and takes no more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      parts.clear();
      waiting = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what comes in, until the end. */
  void deliver() throws IOException, InterruptedException {
    while (true) {
      byte[] next = next();
      if (next == null) {
        return;
      }
      member.write(next);
      sent(next.length);
    }
  }

  private byte[] next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (parts.isEmpty() && !ended && !closed) {
        changed.await();
      }
      return parts.isEmpty() ? null : parts.peek().bytes();
    } finally {
      lock.unlock();
    }
  }

  private void sent(int count) {
    lock.lock();
    try {
      if (!closed) {
        parts.remove();
        waiting -= count;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is room.
   *
   * @param impatient whether others wait too, so that the member has its {@link #GRACE} and no more
   * @return false when the member has used that up
   */
  boolean awaitRoom(boolean impatient) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting > ROOM && !closed && !ended) {
        long left = parts.peek().since() + GRACE.toNanos() - System.nanoTime();
        if (!impatient) {
          changed.await();
        } else if (left <= 0) {
          return false;
        } else {
          changed.await(left, TimeUnit.NANOSECONDS);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
