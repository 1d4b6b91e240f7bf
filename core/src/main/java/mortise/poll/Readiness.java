package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a descriptor: how often it became ready, and who waits for the next time.
 *
 * <p>The poller is edge-triggered and tells of every change once, so readiness is a count, not a
 * flag. A caller reads the count, tries its call, and on EAGAIN waits until the count is another
 * one. An edge that falls between the try and the wait has moved the count already, and is not
 * lost.
 */
final class Readiness {
  private static final VarHandle COUNT;
  private static final VarHandle WAITERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COUNT = lookup.findVarHandle(Readiness.class, "count", int.class);
      WAITERS = lookup.findVarHandle(Readiness.class, "waiters", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int count;

  /** Null, one Thread (the usual case, which allocates nothing), or a {@link Crowd}. */
  private volatile Object waiters;

  /** Several waiting threads, in no order. */
  private record Crowd(Thread first, Object rest) {}

  /** The count that {@link #await} compares with. Read it before the call is tried. */
  int count() {
    return count;
  }

  /** Moves the count and wakes all who wait. */
  void signal() {
    COUNT.getAndAdd(this, 1);
    if (waiters == null) {
      return;
    }
    Object woken = WAITERS.getAndSet(this, null);
    while (woken instanceof Crowd(Thread first, Object rest)) {
      LockSupport.unpark(first);
      woken = rest;
    }
    LockSupport.unpark((Thread) woken);
  }

  /**
   * Parks the caller until the count is no longer {@code seen}.
   *
   * @return 0, {@link Outcome#TIMED_OUT} or {@link Outcome#INTERRUPTED}
   */
  long await(int seen, long patience) {
    Thread caller = Thread.currentThread();
    join(caller);
    long outcome;
    while ((outcome = state(seen, patience, caller)) > 0) {
      if (patience == Patience.FOREVER) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, outcome);
      }
    }
    leave(caller);
    return outcome;
  }

  /** 0 when the count has moved, a negative outcome, or the nanoseconds that may be waited. */
  private long state(int seen, long patience, Thread caller) {
    if (count != seen) {
      return 0;
    }
    if (caller.isInterrupted()) {
      return Outcome.INTERRUPTED;
    }
    if (patience == Patience.FOREVER) {
      return Long.MAX_VALUE;
    }
    long left = Patience.left(patience);
    return left > 0 ? left : Outcome.TIMED_OUT;
  }

  private void join(Thread caller) {
    Object before;
    do {
      before = waiters;
    } while (!WAITERS.compareAndSet(this, before, before == null ? caller : crowd(caller, before)));
  }

  private static Object crowd(Thread first, Object rest) {
    return rest == null ? first : new Crowd(first, rest);
  }

  /** Takes the caller out where no signal has: after a deadline, an interrupt or a race. */
  private void leave(Thread caller) {
    Object before;
    do {
      before = waiters;
      if (before == null) {
        return;
      }
    } while (!WAITERS.compareAndSet(this, before, without(caller, before)));
  }

  /** The others, by a loop, since a crowd may be longer than a stack is deep. */
  private static Object without(Thread caller, Object waiters) {
    Object others = null;
    Object left = waiters;
    while (left instanceof Crowd(Thread first, Object rest)) {
      others = first == caller ? others : crowd(first, others);
      left = rest;
    }
    return left == caller ? others : crowd((Thread) left, others);
  }
}
