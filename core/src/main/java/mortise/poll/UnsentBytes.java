package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;

/**
 * What a ring could not send of a connection that has left it, to be sent by send(2); and how a
 * send has failed that had returned. There is nothing in it while the connection is in a ring.
 */
final class UnsentBytes {
  private static final VarHandle BYTES;

  static {
    try {
      BYTES = MethodHandles.lookup().findVarHandle(UnsentBytes.class, "bytes", byte[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Descriptor descriptor;

  /** Held by the thread that sends. Made with the first bytes. */
  private ReentrantLock sending;

  /** Null where there are none. The loop sets them, and a sender clears them. */
  private volatile byte[] bytes;

  /** How many of them are sent. Guarded by sending. */
  private int from;

  /** Bytes of sends that had returned and failed later. The loop's. */
  private volatile int lost;

  /** How a send has failed that had returned: {@code -errno} or an {@link Outcome}; or 0. */
  private volatile long failure;

  UnsentBytes(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  boolean areNone() {
    return bytes == null;
  }

  /** The loop's: keeps bytes to be sent. */
  void keep(byte[] unsent) {
    if (sending == null) {
      sending = new ReentrantLock();
    }
    bytes = unsent;
  }

  /** The loop's: so many bytes cannot be sent any more. */
  void lose(int count, long how) {
    lost += count;
    failure = how;
  }

  /** How a send that had returned has failed, or 0. */
  long failure() {
    return failure;
  }

  private void fail(long how) {
    failure = how;
    descriptor.readable.signal();
  }

  /** How many of the bytes the kernel has not taken, as far as is known. */
  long count() {
    byte[] kept = bytes;
    return lost + (kept == null ? 0 : Math.max(0, kept.length - from));
  }

  /** How a send has failed that had returned, for the caller of another; as send(2) tells it. */
  long failed() {
    if (!descriptor.enter()) {
      return Outcome.CLOSED;
    }
    try {
      return descriptor.sent(failure);
    } finally {
      descriptor.leave();
    }
  }

  /** Sends what is left: 0, {@code -errno} or an outcome. */
  long send(long waitLimit) {
    if (bytes != null && failure == 0) {
      long result = lock(waitLimit);
      if (result < 0) {
        return result;
      }
      try {
        result = sendLocked(waitLimit, WaitLimit.FOREVER);
      } finally {
        sending.unlock();
      }
      if (isOfCaller(result)) {
        return result;
      }
    }
    return failure == 0 ? 0 : failed();
  }

  /**
   * Sends what is left, each part within {@code stall} nanoseconds. Run by a thread that has no
   * caller, so a connection of which it can send no more has failed.
   */
  void sendWithin(long stall) {
    sending.lock();
    try {
      long result = sendLocked(WaitLimit.FOREVER, stall);
      if (isOfCaller(result)) {
        fail(result);
      }
    } finally {
      sending.unlock();
    }
  }

  /** Whether a wait has ended that its caller had bounded; others may go on. */
  private static boolean isOfCaller(long result) {
    return result == Outcome.INTERRUPTED
        || result == Outcome.TIMED_OUT
        || result == -SysErrno.EAGAIN;
  }

  /** Waits for threads that send already: 0, {@code -EAGAIN} or an outcome. */
  private long lock(long waitLimit) {
    if (sending.tryLock()) {
      return 0;
    }
    if (waitLimit == WaitLimit.NONE) {
      return -SysErrno.EAGAIN;
    }
    try {
      if (waitLimit == WaitLimit.FOREVER) {
        sending.lockInterruptibly();
        return 0;
      }
      long left = WaitLimit.remaining(waitLimit);
      return sending.tryLock(left, TimeUnit.NANOSECONDS) ? 0 : Outcome.TIMED_OUT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.INTERRUPTED;
    }
  }

  private long sendLocked(long waitLimit, long stall) {
    for (byte[] some; failure == 0 && (some = bytes) != null; ) {
      long limit = stall == WaitLimit.FOREVER ? waitLimit : WaitLimit.of(stall);
      int left = some.length - from;
      long count = descriptor.sendNow(some, from, left, SysSocket.MSG_NOSIGNAL, limit);
      if (isOfCaller(count)) {
        return count;
      }
      if (count < 0) {
        fail(count);
      } else {
        from += (int) count;
        if (count == left && BYTES.compareAndSet(this, some, null)) {
          from = 0;
        }
      }
    }
    return failure;
  }
}
