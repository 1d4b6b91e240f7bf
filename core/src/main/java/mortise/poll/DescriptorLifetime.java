package mortise.poll;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import mortise.poll.Descriptor.ReleaseListener;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;

/**
 * The life of a descriptor's number: a count of the calls under way, and the end.
 *
 * <p>The count guards the number: {@link #close} does not wait; it wakes all waiters, and the last
 * call to leave closes the number. So a number that the kernel reuses never reaches a caller that
 * meant the old one.
 */
abstract sealed class DescriptorLifetime permits DescriptorReadiness {
  private static final VarHandle STATE;
  private static final VarHandle LISTENERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(DescriptorLifetime.class, "state", int.class);
      LISTENERS = lookup.findVarHandle(DescriptorLifetime.class, "releaseListeners", Set.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The top two bits of the state; the others count the calls that are under way. */
  private static final int CLOSED = 1 << 31;

  private static final int DETACHED = 1 << 30;
  private static final int CALLS = DETACHED - 1;

  final int number;
  final Readiness readable = new Readiness();
  final Readiness writable = new Readiness();
  private volatile int state;

  /** What watches the number besides the poller. Replaced for each change. */
  private volatile Set<ReleaseListener> releaseListeners = Set.of();

  /** Whether close may wait in the kernel, as SO_LINGER makes it. */
  private volatile boolean lingering;

  /** Whether what the number stands for may be open under other numbers too. */
  private volatile boolean shared;

  /** What close(2) returned. Written and read by the thread that calls it. */
  private int closeResult;

  DescriptorLifetime(int number) {
    this.number = number;
  }

  /** Ends the registration with the poller, if there is one. */
  abstract void deregister();

  /** Whether {@link #closeNumber} is called later, since a loop has to do something before. */
  abstract boolean closesLater();

  /** Ends what a loop does with the number. */
  abstract void leaveRingForGood();

  /** The number, which is only sure to be this descriptor's while a call is under way. */
  public int number() {
    return number;
  }

  public boolean isOpen() {
    return (state & (CLOSED | DETACHED)) == 0;
  }

  /** Sets whether SO_LINGER is set, so that a close that waits does not pin a carrier thread. */
  public void lingering(boolean lingers) {
    lingering = lingers;
  }

  public boolean isLingering() {
    return lingering;
  }

  /** Records that the open socket has, or will have, another descriptor too. */
  public void share() {
    shared = true;
  }

  boolean isShared() {
    return shared;
  }

  /** How many calls are under way. */
  int calls() {
    return state & CALLS;
  }

  /**
   * Closes the descriptor: wakes all calls that wait on it, and gives the number back when the last
   * of them has left. Does nothing where it is closed or detached already.
   *
   * @return what close(2) returned where it was called here, else 0
   */
  public int close() {
    return end(CLOSED) ? closeResult : 0;
  }

  /**
   * Releases the open number to the caller, which has to close it. Calls that wait are woken as by
   * close, and have left when this returns; the number stays open.
   *
   * @return the number, or -1 when the descriptor was closed or detached before
   */
  public int detach() {
    if (!end(DETACHED)) {
      return -1;
    }
    share();
    leaveRingForGood();
    awaitLastCall();
    deregister();
    releaseWatches();
    return number;
  }

  /** The last call signals. An interrupt does not end the wait, and is set again after it. */
  private void awaitLastCall() {
    boolean interrupted = false;
    while (true) {
      int seen = readable.count();
      if ((state & CALLS) == 0) {
        break;
      }
      // A wait with the flag set would end at once, and this loop would spin.
      interrupted |= Thread.interrupted();
      readable.await(seen, WaitLimit.FOREVER);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean end(int how) {
    int before;
    do {
      before = state;
      if ((before & (CLOSED | DETACHED)) != 0) {
        return false;
      }
    } while (!STATE.compareAndSet(this, before, before | how));
    readable.signal();
    writable.signal();
    if (how == CLOSED && (before & CALLS) == 0) {
      release();
    }
    return true;
  }

  final boolean enter() {
    int before;
    do {
      before = state;
      if ((before & (CLOSED | DETACHED)) != 0) {
        return false;
      }
    } while (!STATE.compareAndSet(this, before, before + 1));
    return true;
  }

  final void leave() {
    int before = (int) STATE.getAndAdd(this, -1);
    if (before == (CLOSED | 1)) {
      release();
    } else if (before == (DETACHED | 1)) {
      readable.signal();
    }
  }

  /** Runs once, after close and the last call. */
  private void release() {
    if (!closesLater()) {
      closeNumber();
    }
  }

  final void closeNumber() {
    readable.cancelTimer();
    writable.cancelTimer();
    try {
      deregister();
      releaseWatches();
    } finally {
      // Whatever has failed, the number does not leak.
      if (!lingering || !closeInOtherThread()) {
        closeResult = Unistd.close(number);
        if (closeResult == -SysErrno.EBADF) {
          ForeignClose.report(number);
        }
      }
    }
  }

  private boolean closeInOtherThread() {
    try {
      Thread.ofPlatform().name("mortise-linger").start(() -> ForeignClose.closeWaiting(number));
      return true;
    } catch (OutOfMemoryError e) {
      return false; // the close may wait in this thread then
    }
  }

  final boolean isWatched() {
    return !releaseListeners.isEmpty();
  }

  private void releaseWatches() {
    Set<ReleaseListener> last;
    do {
      last = releaseListeners;
    } while (!LISTENERS.compareAndSet(this, last, Set.of()));
    last.forEach(watch -> watch.beforeRelease((Descriptor) this));
  }

  /**
   * Registers a watch for the descriptor's end. Belongs into a call, so that the end comes after.
   */
  public void add(ReleaseListener watch) {
    change(watches -> watches.add(watch));
  }

  /** Unregisters a watch. */
  public void remove(ReleaseListener watch) {
    change(watches -> watches.remove(watch));
  }

  private void change(Consumer<Set<ReleaseListener>> change) {
    Set<ReleaseListener> before;
    Set<ReleaseListener> after;
    do {
      before = releaseListeners;
      after = new HashSet<>(before);
      change.accept(after);
    } while (!LISTENERS.compareAndSet(this, before, after));
  }
}
