package mortise.poll;

import java.lang.foreign.MemorySegment;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;

/**
 * An open descriptor that many threads may use at once, and that any of them may close.
 *
 * <p>This class has the calls, {@link DescriptorReadiness} their waits, {@link DescriptorLifetime}
 * the end. A call enters, is made, and on EAGAIN waits and is made again. Six loops do this: {@link
 * #call}, {@link #receiveAll}, the two forms of {@link #recv}, {@link #send}, and the retries of
 * calls whose EAGAIN provides no readiness event. They are written out, since a shared loop with a
 * functional argument is megamorphic and allocates on the hot path; the forms with arrays also know
 * when to skip a call.
 */
public final class Descriptor extends DescriptorReadiness {
  /** The calls in a row that need not wait, before others get a turn. */
  private static final int MAX_CALLS_WITHOUT_WAIT = 64;

  /**
   * The bytes per recv of a bulk sender. A platform thread that receives so much at once polls
   * one-shot from then on: the thread of the poller would be woken by each arrival.
   */
  private static final int MUCH = 1 << 15;

  private static final byte[] NOTHING = {};
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

  /** Whether a recv that fills less than it was given has taken all that there was. */
  private volatile boolean plainStream;

  /** Null if an error does not persist for later calls. Set before the first call. */
  private ConnectionError error;

  /** Null where no ring may move the bytes. Set before the first call. */
  private RingStream ring;

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
    super(number);
    this.plainStream = plainStream;
  }

  /** Records that a recv may stop between messages: a stream with kernel TLS. */
  public void keepMessages() {
    plainStream = false;
  }

  /**
   * Keeps the error that ends the connection, which the kernel reports once: every later transfer
   * fails with it, where it would see an orderly end or EPIPE. Belongs before the first call, on
   * sockets with connections alone.
   */
  public void keepError() {
    error = new ConnectionError(this);
  }

  /**
   * Lets loops move the bytes of {@link #recv(byte[], int, int, long)}, {@link #recv(long)} and
   * {@link #send} by io_uring, with two differences: bytes may be received before recv is called,
   * and send may return when it has copied the bytes, so that the next call has its error. Any
   * other call that moves bytes needs {@link #settle} before. Belongs before the first call.
   *
   * @return whether a loop may do that now: for TCP, where there are loops and rings
   */
  boolean permitRing() {
    if (plainStream && EventLoop.isGranted() && !RingPolicy.DEFAULT.isOff()) {
      ring = new RingStream(this);
    }
    return ring != null;
  }

  /**
   * Waits until a recv would not wait, where a ring receives.
   *
   * @return 0, an outcome, or 1 where no ring does, and the kernel is to be asked
   */
  long awaitReceived(long waitLimit) {
    long result = ring == null || !ring.hasReads() ? RingStream.OUT : ring.awaitReadable(waitLimit);
    return result == RingStream.OUT ? 1 : result;
  }

  /**
   * Ends the use of a ring until the next recv, and sends what it has not sent. A wait that ends
   * before leaves it to be sent later.
   *
   * @return 0, {@code -errno} or an outcome
   */
  long settle(long waitLimit) {
    return ring == null ? 0 : ring.settle(waitLimit);
  }

  /**
   * Ends the use of a ring for ever.
   *
   * @return what it has received and no recv has returned
   */
  byte[] leaveRing() {
    if (ring == null) {
      return NOTHING;
    }
    ring.forbid();
    return ring.takeRest();
  }

  /**
   * Ends the use of a ring for ever, and sends what it has not sent, so that the number is all that
   * a caller needs.
   *
   * @return how many bytes it has received and no recv has returned, {@code -errno} or an outcome
   */
  public long endRing(long waitLimit) {
    return ring == null ? 0 : ring.end(waitLimit);
  }

  /** How many bytes of sends that have returned the kernel has not taken. */
  long unaccepted() {
    return ring == null ? 0 : ring.unaccepted();
  }

  /** How a send has failed that had returned before: {@code -errno} or an outcome; or 0. */
  long sendFailure() {
    return ring == null ? 0 : ring.failure();
  }

  /** Whether the caller's call is the only one, and nothing else watches the number. */
  boolean isAlone() {
    return calls() == 1 && isOpen() && !isOneShot() && !isWatched();
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
  long received(long result) {
    return result > 0 || error == null ? result : ended(result, 0);
  }

  /** What a send returned, or the connection's error where that is the reason of its EPIPE. */
  long sent(long result) {
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

  /** Keeps an error that came without a call, if it is one that ends a connection. */
  void failed(int errno) {
    if (error != null) {
      error.record(errno);
    }
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
   * Makes a call that receives up to {@code most} messages and ends where there are no more; waits
   * while there is none. Does what {@link #call} does, without asking the kernel for more where
   * fewer have come and no event since. An error that ends such a call before {@code most} comes
   * with an event of its own, after which every call is made.
   */
  public long receiveAll(
      Attempt attempt, MemorySegment memory, int flags, int most, long waitLimit) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = readable.count();
        if (waitLimit == WaitLimit.NONE || isOneShot() || !readable.isExhausted(seen)) {
          long result = attempt(attempt, memory, flags);
          boolean edges = isRegistered() && !isOneShot();
          readable.exhausted(seen, edges && result > 0 && result < most);
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
   * recv(2) into part of an array, without flags; waits while there is nothing. Does what {@link
   * #call} does, without memory segments that would have to be made, and without asking the kernel
   * for more where it is known that there is none.
   */
  public long recv(byte[] array, int offset, int length, long waitLimit) {
    if (ring != null && ring.hasReads()) {
      long result = ring.recv(array, offset, length, waitLimit);
      if (result != RingStream.OUT) {
        yieldAfterManyCalls();
        return result;
      }
    }
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = readable.count();
        if (waitLimit == WaitLimit.NONE || isOneShot() || !readable.isExhausted(seen)) {
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
    if (ring != null && ring.hasReads()) {
      PooledBuffer received = recvFromRing(pool, most, waitLimit);
      if (received != null) {
        return received;
      }
    }
    if (!enter()) {
      return pool.take().withResult(Outcome.CLOSED);
    }
    try {
      while (true) {
        int seen = readable.count();
        if (waitLimit == WaitLimit.NONE || isOneShot() || !readable.isExhausted(seen)) {
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

  /** Null where the kernel is to be asked. */
  private PooledBuffer recvFromRing(BufferPool pool, int most, long waitLimit) {
    while (true) {
      long waited = ring.awaitReadable(waitLimit);
      if (waited < 0) {
        return waited == RingStream.OUT ? null : pool.take().withResult(waited);
      }
      PooledBuffer pooled = pool.take();
      long result = ring.recv(pooled.bytes(), 0, most, WaitLimit.NONE);
      if (result != RingStream.OUT && result != -SysErrno.EAGAIN) {
        yieldAfterManyCalls();
        return pooled.withResult(result);
      }
      pooled.release();
      if (result == RingStream.OUT) {
        return null;
      }
    }
  }

  private long recv(byte[] array, int offset, int length, int seen) {
    // Only with edge-triggered events is it known that nothing has arrived since.
    boolean edges = plainStream && isRegistered() && !isOneShot();
    long result;
    do {
      result = SysSocket.recv(number, array, offset, length, SysSocket.MSG_DONTWAIT);
    } while (result == -SysErrno.EINTR);
    readable.exhausted(seen, edges && result > 0 && result < length);
    if (result >= MUCH && !isOneShot() && !Thread.currentThread().isVirtual()) {
      oneShot();
    }
    return result;
  }

  /** send(2) from part of an array; waits while the kernel takes nothing. Like {@link #call}. */
  public long send(byte[] array, int offset, int length, int flags, long waitLimit) {
    if (ring != null && ring.hasSends()) {
      long result = ring.send(array, offset, length, flags, waitLimit);
      if (result != RingStream.OUT) {
        yieldAfterManyCalls();
        return result < 0 ? failed(result) : result;
      }
    }
    return sendNow(array, offset, length, flags, waitLimit);
  }

  private long failed(long result) {
    if (!enter()) {
      return Outcome.CLOSED;
    }
    try {
      return sent(result);
    } finally {
      leave();
    }
  }

  /** {@link #send}, without a ring. */
  long sendNow(byte[] array, int offset, int length, int flags, long waitLimit) {
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
        } catch (OutOfMemoryError | StackOverflowError _) {
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

  private long attempt(Attempt attempt, MemorySegment memory, int flags) {
    long result;
    do {
      result = attempt.on(number, memory, flags);
    } while (result == -SysErrno.EINTR);
    return result;
  }

  @Override
  boolean closesLater() {
    return ring != null && ring.closesLater();
  }

  @Override
  void leaveRingForGood() {
    if (ring != null) {
      ring.forbid();
    }
  }
}
