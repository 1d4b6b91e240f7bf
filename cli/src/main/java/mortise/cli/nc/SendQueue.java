package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.server.Connection;

/**
 * What one of many is still to be sent. Adding does not block; a producer over the limit may wait
 * for space.
 */
final class SendQueue {
  /** The number of queued bytes for a peer at which its senders have to wait. */
  static final int ROOM = 4 << 20;

  /** How long a peer that holds up others may take {@link #MIN_PROGRESS} bytes. */
  static final Duration STALL_TIMEOUT = Duration.ofSeconds(5);

  /**
   * The number of bytes within {@link #STALL_TIMEOUT} at which a reader counts as slow but alive.
   */
  static final int MIN_PROGRESS = 1 << 14;

  /** Sends bytes to the peer; waits as long as it does not take them. */
  @FunctionalInterface
  interface Way {
    void send(byte[] bytes) throws IOException;
  }

  private final Connection peer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock, as all below. */
  private final ArrayDeque<byte[]> parts = new ArrayDeque<>();

  private long waiting;
  private long written;
  private boolean ended;
  private boolean closed;

  /** When it was looked last whether the peer goes on, and what it had taken; 0 for never. */
  private long markedAt;

  private long marked;

  SendQueue(Connection peer) {
    this.peer = peer;
  }

  /** Adds bytes, which must not be changed afterwards. */
  void add(byte[] bytes) {
    lock.lock();
    try {
      if (!ended && !closed) {
        parts.add(bytes);
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

  /** Whether everything has been sent that was put in, and no more comes. */
  boolean isWhole() {
    lock.lock();
    try {
      return ended && !closed && parts.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it takes no more. */
  boolean isClosed() {
    lock.lock();
    try {
      return closed;
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

  /** Sends what comes in, until the end or {@link #close}. */
  void deliver(Way way) throws IOException, InterruptedException {
    while (true) {
      byte[] next = next();
      if (next == null) {
        return;
      }
      way.send(next);
      sent(next.length);
    }
  }

  private byte[] next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (parts.isEmpty() && !ended && !closed) {
        changed.await();
      }
      return parts.isEmpty() ? null : parts.peek();
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
        written += count;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is room.
   *
   * @param impatient whether others wait too, so that the peer may be given up
   * @return false when it has taken next to nothing for {@link #STALL_TIMEOUT}
   */
  boolean awaitRoom(BooleanSupplier impatient) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting > ROOM && !closed && !ended) {
        if (!awaitProgress(impatient)) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is sent. */
  boolean awaitEmpty(BooleanSupplier impatient) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting > 0 && !closed) {
        if (!awaitProgress(impatient)) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Guarded by lock. */
  private boolean awaitProgress(BooleanSupplier impatient) throws InterruptedException {
    long now = System.nanoTime();
    if (markedAt == 0) {
      mark(now, taken());
    }
    long left = markedAt + STALL_TIMEOUT.toNanos() - now;
    if (left > 0) {
      changed.await(left, TimeUnit.NANOSECONDS);
      return true;
    }
    long taken = taken();
    if (taken - marked < MIN_PROGRESS && impatient.getAsBoolean()) {
      return false;
    }
    mark(now, taken);
    return true;
  }

  private void mark(long now, long taken) {
    markedAt = now;
    marked = taken;
  }

  /**
   * How many bytes the peer has taken. What TCP has not had acknowledged it has not, however much
   * of it the kernel has here; a slow one lets the kernel take the next part after seconds only.
   */
  private long taken() {
    try {
      Socket socket = peer.socket();
      boolean internet =
          socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
      if (internet && socket.type().equals(Type.STREAM)) {
        return socket.option(TcpOption.TCP_INFO).bytesAcked().orElse(written);
      }
    } catch (IOException _) {
      // What was written is the best that is known.
    }
    return written;
  }

  /**
   * Waits until what is left has been sent, for as long as the peer goes on taking it, and ends the
   * thread that {@linkplain #deliver delivers}.
   */
  void finish(Thread writer) {
    end();
    try {
      long before;
      do {
        before = waiting();
      } while (!writer.join(STALL_TIMEOUT) && waiting() < before);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    writer.interrupt();
  }
}
