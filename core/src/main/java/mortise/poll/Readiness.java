package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a descriptor: the count of its readiness events, and its wait list.
 *
 * <p>The poller is edge-triggered and reports every change once, so readiness is a count, not a
 * flag. A caller reads the count, tries its call, and on EAGAIN waits until the count is another
 * one. An edge that falls between the try and the wait has moved the count already, and is not
 * lost.
 */
final class Readiness {
  private static final VarHandle COUNT;
  private static final VarHandle WAITERS;
  private static final VarHandle TIMER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COUNT = lookup.findVarHandle(Readiness.class, "count", int.class);
      WAITERS = lookup.findVarHandle(Readiness.class, "waiters", Object.class);
      TIMER = lookup.findVarHandle(Readiness.class, "timer", WakeTimer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int count;

  /** Null, one Thread (the usual case, which allocates nothing), or a {@link WaitList}. */
  private volatile Object waiters;

  /** The earliest timer that is set, or null. Others that were set before it fire for nothing. */
  private volatile WakeTimer timer;

  /** The count at which a call took all that there was. Unguarded: a stale value is harmless. */
  private int exhausted = -1;

  /** Whether an edge has reported more than bytes: an end, an error, urgent data. Never unset. */
  private volatile boolean mayHaveMoreThanData;

  /** Several waiting threads, in no order. */
  private record WaitList(Thread first, Object rest) {}

  /** The count that {@link #await} compares with. Read it before the call is tried. */
  int count() {
    return count;
  }

  /**
   * Records whether the call that was tried at the count {@code seen} emptied the queue, so that
   * another one would find nothing before the count changes. An end, for one, may have come
   * together with the last bytes and within the same edge, so after special news nothing is sure.
   */
  void exhausted(int seen, boolean all) {
    exhausted = all && !mayHaveMoreThanData ? seen : seen - 1;
  }

  /** Whether a call is known to find nothing at the count {@code seen}. */
  boolean isExhausted(int seen) {
    return exhausted == seen;
  }

  /** News of more than bytes; a signal follows. */
  void mayHaveMoreThanData() {
    mayHaveMoreThanData = true;
  }

  /** Increments the count and wakes all waiters. */
  void signal() {
    COUNT.getAndAdd(this, 1);
    wake();
  }

  /** A timer that was set here; each waiter checks its deadline, and may set another one. */
  void timerFired(WakeTimer rung) {
    if (TIMER.compareAndSet(this, rung, null)) {
      wake();
    }
  }

  boolean hasTimer(WakeTimer one) {
    return timer == one;
  }

  /** After the last call: nothing will wait here again. */
  void cancelTimer() {
    timer = null;
  }

  private void wake() {
    if (waiters == null) {
      return;
    }
    Object woken = WAITERS.getAndSet(this, null);
    try {
      while (woken instanceof WaitList(Thread first, Object rest)) {
        LockSupport.unpark(first);
        woken = rest;
      }
      LockSupport.unpark((Thread) woken);
    } catch (Throwable t) {
      // A stack that is too deep, most likely. The next signal wakes those that are left.
      restore(woken);
      throw t;
    }
  }

  private void restore(Object left) {
    Object before;
    do {
      before = waiters;
    } while (!WAITERS.compareAndSet(
        this, before, before == null ? left : concatenated(left, before)));
  }

  private static Object concatenated(Object some, Object others) {
    Object all = others;
    Object left = some;
    while (left instanceof WaitList(Thread first, Object rest)) {
      all = waitList(first, all);
      left = rest;
    }
    return waitList((Thread) left, all);
  }

  /**
   * Parks the caller until the count is no longer {@code seen}.
   *
   * @return 0, {@link Outcome#TIMED_OUT} or {@link Outcome#INTERRUPTED}
   */
  long await(int seen, long waitLimit) {
    Thread caller = Thread.currentThread();
    try {
      addWaiter(caller);
      long outcome;
      while ((outcome = state(seen, waitLimit, caller)) > 0) {
        park(waitLimit, outcome);
        if (count == seen) {
          // A timer may have taken the caller out, or a late signal: one that had moved the count
          // before this wait began, and emptied the list only after the caller had joined it.
          removeWaiter(caller);
          addWaiter(caller);
        }
      }
      return outcome;
    } finally {
      removeWaiter(caller);
    }
  }

  /** The JDK's timers are threads of their own, and a loop's are not. */
  private void park(long waitLimit, long nanos) {
    EventLoop loop = waitLimit == WaitLimit.FOREVER ? null : EventLoop.current();
    if (loop != null) {
      setTimer(waitLimit, loop);
    }
    if (waitLimit == WaitLimit.FOREVER || loop != null) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }

  /** Makes sure that a timer rings before the deadline. */
  private void setTimer(long deadline, EventLoop loop) {
    WakeTimer earliest;
    WakeTimer earlier;
    do {
      earliest = timer;
      if (earliest != null && earliest.isDueBy(deadline)) {
        return;
      }
      earlier = WakeTimer.before(this, deadline);
    } while (!TIMER.compareAndSet(this, earliest, earlier));
    try {
      loop.addTimer(earlier);
    } catch (Throwable t) {
      // Otherwise later deadlines would rely on a timer that never rings.
      TIMER.compareAndSet(this, earlier, earliest);
      throw t;
    }
  }

  /** 0 when the count has moved, a negative outcome, or the nanoseconds that may be waited. */
  private long state(int seen, long waitLimit, Thread caller) {
    if (count != seen) {
      return 0;
    }
    if (caller.isInterrupted()) {
      return Outcome.INTERRUPTED;
    }
    if (waitLimit == WaitLimit.FOREVER) {
      return Long.MAX_VALUE;
    }
    long left = WaitLimit.remaining(waitLimit);
    return left > 0 ? left : Outcome.TIMED_OUT;
  }

  private void addWaiter(Thread caller) {
    Object before;
    do {
      before = waiters;
    } while (!WAITERS.compareAndSet(
        this, before, before == null ? caller : waitList(caller, before)));
  }

  private static Object waitList(Thread first, Object rest) {
    return rest == null ? first : new WaitList(first, rest);
  }

  /** Takes the caller out where no signal has: after a deadline, an interrupt or a race. */
  private void removeWaiter(Thread caller) {
    Object before;
    do {
      before = waiters;
      if (before == null) {
        return;
      }
    } while (!WAITERS.compareAndSet(this, before, without(caller, before)));
  }

  /** The others, by a loop, since a wait list may be longer than a stack is deep. */
  private static Object without(Thread caller, Object waiters) {
    Object others = null;
    Object left = waiters;
    while (left instanceof WaitList(Thread first, Object rest)) {
      others = first == caller ? others : waitList(first, others);
      left = rest;
    }
    return left == caller ? others : waitList((Thread) left, others);
  }
}
