package mortise.poll;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.Set;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.Unistd;

/**
 * An open descriptor that many threads may use at once, and that any of them may close.
 *
 * <p>A count of calls under way guards the number: {@link #close} does not wait; it wakes all
 * waiters, and the last call to leave closes the number. So a number that the kernel hands out
 * again never reaches a caller that meant the old one.
 */
public final class Descriptor {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Descriptor.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The top two bits of the state; the others count the calls that are under way. */
  private static final int CLOSED = 1 << 31;

  private static final int DETACHED = 1 << 30;
  private static final int CALLS = DETACHED - 1;

  private static final int READABLE = 1;
  private static final int WRITABLE = 2;

  /** The calls in a row that need not wait, before others get a turn. */
  private static final int MAX_CALLS_WITHOUT_WAIT = 64;

  private static final long FIRST_RETRY_NANOS = 50_000;
  private static final long MAX_RETRY_NANOS = 10_000_000;

  /** Which of the two things a call waits for. */
  public enum Direction {
    READ,
    WRITE
  }

  /** Something that watches the number of a descriptor by means of its own. */
  @FunctionalInterface
  public interface ReleaseListener {
    /** Ends the watch of a descriptor whose number is about to be closed. */
    void beforeRelease(Descriptor descriptor);
  }

  private final int number;
  private final Readiness readable = new Readiness();
  private final Readiness writable = new Readiness();
  private volatile int state;

  /** Null until the first call that has to wait. Guarded by this for writing. */
  private volatile Poller poller;

  /** What watches the number besides the poller. Guarded by this. */
  private Set<ReleaseListener> releaseListeners = Set.of();

  /** Whether close may wait in the kernel, as SO_LINGER makes it. */
  private volatile boolean lingering;

  /** Whether a recv that fills less than it was given has taken all that there was. */
  private volatile boolean plainStream;

  /** Whether what the number stands for may be open under other numbers too. */
  private volatile boolean shared;

  /** Whether the poller is armed for each wait, and silent at other times. */
  private volatile boolean oneShot;

  /**
   * The directions that the poller is armed for since its last event. Written under this, and set
   * back by the poller, which then wakes all waiters.
   */
  private volatile int armed;

  /** What close(2) returned. Written and read by the thread that calls it. */
  private int closeResult;

  /** Null before the first use. */
  private volatile ShortPoll shortRead;

  private volatile ShortPoll shortWrite;

  /** Null if an error does not persist for later calls. Set before the first call. */
  private ConnectionError error;

  /** Calls in a row that did not wait. Unguarded: a count that is a little off does as well. */
  private int callsWithoutWait;

  /** Takes over a number that is open and non-blocking. */
  public Descriptor(int number) {
    this(number, false);
  }

  /**
   * Takes over a number that is open and non-blocking.
   *
   * @param plainStream whether this is a TCP connection: a recv that fills less than its buffer has
   *     emptied the receive queue, epoll(7), where other streams stop between messages
   */
  public Descriptor(int number, boolean plainStream) {
    this.number = number;
    this.plainStream = plainStream;
  }

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

  /** Records that a recv may stop between messages: a stream with kernel TLS. */
  public void keepMessages() {
    plainStream = false;
  }

  /**
   * Switches to one-shot polling, for bulk transfers: their edges would each wake the poller for
   * nothing, so from now on the poller is armed for each wait, and silent at other times.
   */
  public void oneShot() {
    if (!oneShot) {
      oneShot = true;
    }
  }

  boolean isOneShot() {
    return oneShot;
  }

  /** Switches back to edge-triggered polling. */
  void useEdgeTriggered() {
    oneShot = false;
  }

  boolean isShared() {
    return shared;
  }

  /**
   * Keeps the error that ends the connection, which the kernel reports once: every later transfer
   * fails with it, where it would see an orderly end or EPIPE. Belongs before the first call, on
   * sockets with connections alone.
   */
  public void keepError() {
    error = new ConnectionError(this);
  }

  /** The errno that ended the connection, as far as a call has taken it; otherwise 0. */
  public int error() {
    return error == null ? 0 : error.errno();
  }

  /**
   * The value of SO_ERROR, or the error that was received before. Belongs into a call.
   *
   * @param errno the errno, which the kernel reports once
   */
  public int error(int errno) {
    if (error == null) {
      return errno;
    }
    if (errno == 0) {
      return error.resolve();
    }
    error.record(errno);
    return errno;
  }

  /** What a recv returned, or the connection's error where that is the reason of its end. */
  private long received(long result) {
    return result > 0 || error == null ? result : ended(result, 0);
  }

  /** What a send returned, or the connection's error where that is the reason of its EPIPE. */
  private long sent(long result) {
    return result >= 0 || error == null ? result : ended(result, -SysErrno.EPIPE);
  }

  private long ended(long result, long end) {
    if (result == end) {
      int errno = error.resolve();
      return errno == 0 ? result : -errno;
    }
    error.record((int) -result);
    return result;
  }

  /** How many calls are under way. */
  int calls() {
    return state & CALLS;
  }

  /** Makes a call that never waits. */
  public long call(Attempt attempt, MemorySegment memory, int flags) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      return attempt(attempt, memory, flags);
    } finally {
      leave();
    }
  }

  /** Makes a call; while it returns EAGAIN, parks the caller until the descriptor is ready. */
  public long call(
      Direction direction, Attempt attempt, MemorySegment memory, int flags, long waitLimit) {
    return call(direction, attempt, memory, flags, waitLimit, false);
  }

  private long call(
      Direction direction,
      Attempt attempt,
      MemorySegment memory,
      int flags,
      long waitLimit,
      boolean moves) {
    Readiness readiness = direction == Direction.READ ? readable : writable;
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = readiness.count();
        long result = attempt(attempt, memory, flags);
        if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
          yieldAfterManyCalls();
          return !moves ? result : readiness == readable ? received(result) : sent(result);
        }
        long waited = await(readiness, seen, waitLimit);
        if (waited < 0) {
          return waited;
        }
      }
    } finally {
      leave();
    }
  }

  /**
   * Makes a call that moves bytes, as {@link #call} does: 0 is the end where they are read, and
   * EPIPE where they are written. Where the connection has died, its error takes the place of both.
   */
  public long transfer(
      Direction direction, Attempt attempt, MemorySegment memory, int flags, long waitLimit) {
    return call(direction, attempt, memory, flags, waitLimit, true);
  }

  /**
   * recv(2) into part of an array, without flags; waits while there is nothing. Does what {@link
   * #call} does, without memory segments that would have to be made, and without asking the kernel
   * for more where it is known that there is none.
   */
  public long recv(byte[] array, int offset, int length, long waitLimit) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = readable.count();
        if (waitLimit == WaitLimit.NONE || oneShot || !readable.isExhausted(seen)) {
          long result = recv(array, offset, length, seen);
          if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
            yieldAfterManyCalls();
            return received(result);
          }
        }
        long waited = await(readable, seen, waitLimit);
        if (waited < 0) {
          return waited;
        }
      }
    } finally {
      leave();
    }
  }

  /**
   * recv(2) into a pooled buffer, which is taken once there is something to put into it. The caller
   * has to release the buffer, whatever the result is.
   */
  public PooledBuffer recv(long waitLimit) {
    return recv(PooledBuffer.SIZE, waitLimit);
  }

  /** Does what {@link #recv(long)} does for at most {@code most} bytes of the buffer. */
  public PooledBuffer recv(int most, long waitLimit) {
    BufferPool pool = BufferPool.current();
    if (!enter()) {
      return pool.take().withResult(Outcome.CLOSED);
    }
    try {
      while (true) {
        int seen = readable.count();
        if (waitLimit == WaitLimit.NONE || oneShot || !readable.isExhausted(seen)) {
          PooledBuffer pooled = pool.take();
          long result = recv(pooled.bytes(), 0, most, seen);
          if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
            yieldAfterManyCalls();
            return pooled.withResult(received(result));
          }
          pooled.release();
        }
        long waited = await(readable, seen, waitLimit);
        if (waited < 0) {
          return pool.take().withResult(waited);
        }
      }
    } finally {
      leave();
    }
  }

  private long recv(byte[] array, int offset, int length, int seen) {
    // Only with edge-triggered events is it known that nothing has arrived since.
    boolean edges = plainStream && poller != null && !oneShot;
    long result;
    do {
      result = SysSocket.recv(number, array, offset, length, SysSocket.MSG_DONTWAIT);
    } while (result == -SysErrno.EINTR);
    readable.exhausted(seen, edges && result > 0 && result < length);
    return result;
  }

  /** send(2) from part of an array; waits while the kernel takes nothing. Like {@link #call}. */
  public long send(byte[] array, int offset, int length, int flags, long waitLimit) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = writable.count();
        long result;
        do {
          result = SysSocket.send(number, array, offset, length, flags);
        } while (result == -SysErrno.EINTR);
        if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
          yieldAfterManyCalls();
          return sent(result);
        }
        long waited = await(writable, seen, waitLimit);
        if (waited < 0) {
          return waited;
        }
      }
    } finally {
      leave();
    }
  }

  /** A socket that always has something must not keep its thread's loop for itself. */
  private void yieldAfterManyCalls() {
    if (++callsWithoutWait >= MAX_CALLS_WITHOUT_WAIT) {
      callsWithoutWait = 0;
      if (Thread.currentThread().isVirtual()) {
        try {
          Thread.yield();
        } catch (OutOfMemoryError _) {
          // It keeps its turn; the call has been made, and its result must not be lost.
        }
      }
    }
  }

  /**
   * Makes a call that begins now and is done later, as connect is. While {@code begin} returns
   * EINPROGRESS, waits until {@code done} returns another value.
   *
   * <p>EAGAIN of {@code begin} provides no readiness event, so it is retried with a backoff: a UNIX
   * socket returns it when the listener's backlog is full. It is then tried again, later and later.
   */
  public long connect(Attempt begin, Attempt done, MemorySegment memory, long waitLimit) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      if (error != null) {
        error.clear();
      }
      int seen = writable.count();
      long result = retryWithBackoff(begin, memory, 0, waitLimit);
      // connect(2): a connect that a signal interrupted goes on by itself.
      while (isInProgress(result) && waitLimit != WaitLimit.NONE) {
        long waited = await(writable, seen, waitLimit);
        if (waited < 0) {
          return waited;
        }
        seen = writable.count();
        result = done.on(number, memory, 0);
      }
      return result;
    } finally {
      leave();
    }
  }

  private static boolean isInProgress(long result) {
    return result == -SysErrno.EINPROGRESS
        || result == -SysErrno.EALREADY
        || result == -SysErrno.EINTR;
  }

  /** Makes a call whose EAGAIN provides no readiness event: retries it with a growing backoff. */
  public long retry(Attempt attempt, MemorySegment memory, int flags, long waitLimit) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      return retryWithBackoff(attempt, memory, flags, waitLimit);
    } finally {
      leave();
    }
  }

  private long retryWithBackoff(Attempt attempt, MemorySegment memory, int flags, long waitLimit) {
    long pause = FIRST_RETRY_NANOS;
    while (true) {
      int seen = writable.count();
      long result = attempt.on(number, memory, flags);
      if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
        return result;
      }
      long retry = System.nanoTime() + pause;
      long waited = writable.await(seen, Math.min(waitLimit, WaitLimit.until(retry)));
      if (!isOpen()) {
        return Outcome.CLOSED;
      }
      boolean timeIsUp = waitLimit != WaitLimit.FOREVER && WaitLimit.remaining(waitLimit) <= 0;
      if (waited == Outcome.INTERRUPTED || timeIsUp) {
        return timeIsUp ? Outcome.TIMED_OUT : waited;
      }
      pause = Math.min(2 * pause, MAX_RETRY_NANOS);
    }
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
    awaitLastCall();
    deregister();
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

  /** The poller has ended: waiters register with another one. */
  void pollerEnded(Poller ended) {
    synchronized (this) {
      if (poller == ended) {
        poller = null;
      }
    }
    signal(true, true);
  }

  /**
   * Records that there may be more here than bytes: an end, an error, urgent data. The poller sets
   * it before its signal, and so does a receive of urgent data, since an event in progress would
   * report bytes only. A short recv is from now on no sign that there is no more.
   */
  public void mayHaveMoreThanData() {
    readable.mayHaveMoreThanData();
  }

  /** The poller's news. */
  void signal(boolean read, boolean write) {
    // The news of one direction ends the asking for the other.
    boolean both = oneShot || armed != 0;
    armed = 0;
    if (read || both) {
      readable.signal();
    }
    if (write || both) {
      writable.signal();
    }
  }

  private long attempt(Attempt attempt, MemorySegment memory, int flags) {
    long result;
    do {
      result = attempt.on(number, memory, flags);
    } while (result == -SysErrno.EINTR);
    return result;
  }

  private long await(Readiness readiness, int seen, long waitLimit) {
    if (oneShot && waitLimit == WaitLimit.FOREVER && isReadyShortly(readiness)) {
      return isOpen() ? 0 : Outcome.CLOSED;
    }
    if (poller == null) {
      int failed = register();
      if (failed < 0) {
        return failed;
      }
    }
    if (oneShot) {
      int failed = arm(readiness == readable ? READABLE : WRITABLE);
      if (failed < 0) {
        return failed;
      }
    }
    callsWithoutWait = 0;
    long outcome = readiness.await(seen, waitLimit);
    return isOpen() ? outcome : Outcome.CLOSED;
  }

  private boolean isReadyShortly(Readiness readiness) {
    Thread caller = Thread.currentThread();
    return !caller.isVirtual() && !caller.isInterrupted() && shortPoll(readiness).await();
  }

  private ShortPoll shortPoll(Readiness readiness) {
    boolean write = readiness == writable;
    ShortPoll wait = write ? shortWrite : shortRead;
    if (wait == null) {
      wait = new ShortPoll(number, write);
      if (write) {
        shortWrite = wait;
      } else {
        shortRead = wait;
      }
    }
    return wait;
  }

  private synchronized int arm(int direction) {
    armed |= direction;
    Poller current = poller;
    // Without one it has just ended, and has woken everybody.
    return current == null
        ? 0
        : current.armOneShot(this, (armed & READABLE) != 0, (armed & WRITABLE) != 0);
  }

  private synchronized int register() {
    if (poller != null) {
      return 0;
    }
    Poller current;
    int result;
    do {
      try {
        current = Poller.current();
      } catch (EpollSet.Unavailable e) {
        return e.result;
      }
      result = current.register(this);
    } while (result == Poller.ENDED);
    if (result == 0) {
      poller = current;
    }
    return result;
  }

  private boolean enter() {
    int before;
    do {
      before = state;
      if ((before & (CLOSED | DETACHED)) != 0) {
        return false;
      }
    } while (!STATE.compareAndSet(this, before, before + 1));
    return true;
  }

  private void leave() {
    int before = (int) STATE.getAndAdd(this, -1);
    if (before == (CLOSED | 1)) {
      release();
    } else if (before == (DETACHED | 1)) {
      readable.signal();
    }
  }

  /** Runs once, after close and the last call. */
  private void release() {
    try {
      deregister();
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

  private void deregister() {
    Poller watching = poller;
    if (watching != null) {
      watching.deregister(this);
    }
    Set<ReleaseListener> told;
    synchronized (this) {
      told = releaseListeners;
      releaseListeners = Set.of();
    }
    told.forEach(watch -> watch.beforeRelease(this));
  }

  /**
   * Registers a watch for the descriptor's end. Belongs into a call, so that the end comes after.
   */
  public synchronized void add(ReleaseListener watch) {
    Set<ReleaseListener> more = new HashSet<>(releaseListeners);
    more.add(watch);
    releaseListeners = more;
  }

  /** Unregisters a watch. */
  public synchronized void remove(ReleaseListener watch) {
    Set<ReleaseListener> fewer = new HashSet<>(releaseListeners);
    fewer.remove(watch);
    releaseListeners = fewer;
  }
}
