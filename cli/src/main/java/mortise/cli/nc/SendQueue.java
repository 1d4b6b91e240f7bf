package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.TcpInfo;
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

  /** The number of queued bytes at which a peer is disconnected, where the senders do not wait. */
  static final int MOST = 6 << 20;

  /** How long a peer that holds up others may take {@link #MIN_PROGRESS} bytes. */
  static final Duration STALL_TIMEOUT = Duration.ofSeconds(5);

  /**
   * The number of bytes within {@link #STALL_TIMEOUT} at which a reader counts as slow but alive.
   */
  static final int MIN_PROGRESS = 1 << 14;

  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(2);

  /** Sends bytes to the peer; waits as long as it does not take them. */
  @FunctionalInterface
  interface Way {
    void send(byte[] bytes) throws IOException;
  }

  private final Connection peer;
  private final Duration stallTimeout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock, as all below. */
  private final ArrayDeque<byte[]> parts = new ArrayDeque<>();

  private long waiting;
  private long written;
  private boolean ended;
  private boolean closed;

  /**
   * When it was looked last whether the peer goes on, and what it had taken; 0 outside of waits.
   */
  private long markedAt;

  private long marked;

  SendQueue(Connection peer) {
    this(peer, STALL_TIMEOUT);
  }

  SendQueue(Connection peer, Duration stallTimeout) {
    this.peer = peer;
    this.stallTimeout = stallTimeout;
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
    return await(() -> waiting <= ROOM || ended, impatient);
  }

  /** Waits until everything is written. */
  boolean awaitEmpty(BooleanSupplier impatient) throws InterruptedException {
    return await(() -> waiting == 0, impatient);
  }

  /**
   * Waits until everything is written and has left the machine. What is in the kernel's buffer
   * beyond the peer's window would be discarded if this process were killed with unread input.
   */
  boolean awaitSent(BooleanSupplier impatient) throws InterruptedException {
    return await(() -> waiting == 0 && unsent() == 0, impatient);
  }

  /** The condition is checked with the lock held. */
  private boolean await(BooleanSupplier done, BooleanSupplier impatient)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !done.getAsBoolean()) {
        if (!awaitProgress(impatient)) {
          return false;
        }
      }
      // The peer goes on: the next wait has its own time.
      markedAt = 0;
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
    long left = markedAt + stallTimeout.toNanos() - now;
    if (left > 0) {
      // The kernel does not report that it has sent something.
      changed.await(waiting == 0 ? Math.min(left, LOOK) : left, TimeUnit.NANOSECONDS);
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
    return tcp(TcpInfo::bytesAcked).orElse(written);
  }

  /** How many bytes the kernel has not sent yet. */
  private long unsent() {
    return tcp(TcpInfo::notSentBytes).orElse(0);
  }

  /** What TCP knows of the peer; empty where there is no TCP, or it has ended. */
  private OptionalLong tcp(Function<TcpInfo, OptionalLong> number) {
    try {
      Socket socket = peer.socket();
      boolean internet =
          socket.family().equals(Family.INET) || socket.family().equals(Family.INET6);
      if (internet && socket.type().equals(Type.STREAM)) {
        return number.apply(socket.option(TcpOption.TCP_INFO));
      }
    } catch (IOException _) {
      // What was written is the best that is known.
    }
    return OptionalLong.empty();
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
      } while (!writer.join(stallTimeout) && waiting() < before);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    writer.interrupt();
  }
}
