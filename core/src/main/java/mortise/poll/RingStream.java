package mortise.poll;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;

/**
 * A TCP connection that a {@link Ring} may move the bytes of, while its loop finds that worth while
 * ({@link LoopRing}). It is in the ring or out of it:
 *
 * <ul>
 *   <li>In the ring the kernel receives into buffers of the ring, also before {@link #recv} is
 *       called, and {@link #send} returns when the bytes are copied. All is done by the loop's
 *       thread: by virtual threads of the loop that own it ({@link EventLoop#own}), or by the loop.
 *   <li>Out of it the descriptor's own calls are made. A connection leaves when another thread uses
 *       it, when a message is large, when the peer does not read, and for {@link #leave}. What the
 *       ring has received and nobody has read is kept in {@link #rest}, what it could not send in
 *       {@link #unsent}, and both go first.
 * </ul>
 *
 * <p>An error of a send is reported by the next call in either direction.
 */
final class RingStream {
  /** The connection is out of the ring, and nothing is left from there: the call is to be made. */
  static final long OUT = -5101;

  /** What one send hands over at the most; larger ones make the connection leave. */
  static final int MAX_SEND = 1 << 12;

  /** The bytes of a read from which on the connection is better off outside. */
  private static final int MAX_MESSAGE = 1 << 13;

  /** The reads after a large message that do not join; doubled when the next one comes soon. */
  private static final int READS_OUTSIDE = 64;

  private static final int MOST_READS_OUTSIDE = 1 << 13;

  /** The buffers that a connection fills before it is read; then its receive is cancelled. */
  private static final int MAX_HELD = 16;

  private static final byte[] NOTHING = {};

  private final Descriptor descriptor;

  /** The loop and its ring; null outside. Written by the loop's thread. */
  private volatile EventLoop loop;

  private Ring ring;
  private int slot;

  /** The reads that are still to be made outside. Of the thread that reads or writes. */
  private int readsOutside;

  /** Those after the next large message, and the reads in the ring so far. The reader's. */
  private int nextOutside = READS_OUTSIDE;

  private int readsInside;

  /** Never joins again. */
  private volatile boolean forbidden;

  /** Whether a receive is under way. */
  private boolean receiving;

  private boolean cancelling;

  /** Whether the last receive has found no buffer, since others hold all, or no memory. */
  private boolean withoutRoom;

  /** The buffers that were received, a list, and what was read of the first. */
  private int first = -1;

  private int last = -1;
  private int heldCount;
  private int read;

  /** 1, or how the stream has ended: 0 or {@code -errno}. */
  private int end = 1;

  /** The send that is not submitted: its entry or -1, and where its bytes are. */
  long sendEntry = -1;

  int sendStart;
  int sendEnd;

  /** The time at which the last send was to give up. */
  private long sendLimit = WaitLimit.FOREVER;

  /** Bytes that were received in the ring, outside of it. Of the thread that reads. */
  private byte[] rest = NOTHING;

  private int restFrom;

  /** Bytes that the ring could not send, or null. The loop appends, and a sender clears it. */
  private final AtomicReference<byte[]> unsent = new AtomicReference<>();

  /** For those who send them. */
  private final ReentrantLock sending = new ReentrantLock();

  /** How many of them are sent. Guarded by sending. */
  private int unsentFrom;

  /** Of a list in {@link LoopRing}: whether this is in it, and the one behind. The loop's. */
  private boolean unsignalled;

  private RingStream nextUnsignalled;

  /** Bytes of sends that had returned and failed later. The loop's. */
  private volatile int lost;

  /** How a send has failed that had returned: {@code -errno} or an {@link Outcome}; or 0. */
  private volatile long failure;

  RingStream(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  int number() {
    return descriptor.number;
  }

  int slot() {
    return slot;
  }

  boolean isIn() {
    return loop != null;
  }

  boolean isReceiving() {
    return receiving;
  }

  boolean isSending() {
    return sendEntry >= 0;
  }

  long sendEntry() {
    return sendEntry;
  }

  int sendStart() {
    return sendStart;
  }

  int sendEnd() {
    return sendEnd;
  }

  void receives() {
    receiving = true;
  }

  boolean holdsMany() {
    return heldCount > 1;
  }

  /** How a send that had returned has failed, or 0. */
  long failure() {
    return failure;
  }

  /** Whether a recv is to be made here: in the ring, to enter it, or for what is left from it. */
  boolean hasReads() {
    return loop != null || restCount() > 0 || end != 1 || failure != 0 || wouldJoin();
  }

  /** Whether a send is to be made here. */
  boolean hasSends() {
    return loop != null || unsent.get() != null || failure != 0;
  }

  private boolean wouldJoin() {
    if (readsOutside > 0) {
      readsOutside--;
      return false;
    }
    EventLoop current = forbidden ? null : EventLoop.current();
    return current != null && current.rings().isWorthJoining();
  }

  /**
   * recv(2) without flags.
   *
   * @return as {@link Descriptor#recv}, or {@link #OUT}
   */
  long recv(byte[] array, int offset, int length, long waitLimit) {
    if (!descriptor.enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = descriptor.readable.count();
        long result = attempt(array, offset, length, waitLimit == WaitLimit.NONE);
        if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
          return result == OUT
              ? OUT
              : result < 0 && failure != 0 ? failed() : descriptor.received(result);
        }
        long waited = await(seen, waitLimit);
        if (waited < 0) {
          return waited;
        }
      }
    } finally {
      descriptor.leave();
    }
  }

  /** Waits until a recv would not: 0, the outcome, or {@link #OUT}. */
  long awaitReadable(long waitLimit) {
    if (!descriptor.enter()) {
      return Outcome.CLOSED;
    }
    try {
      while (true) {
        int seen = descriptor.readable.count();
        long result = attempt(NOTHING, 0, 0, waitLimit == WaitLimit.NONE);
        if (result != -SysErrno.EAGAIN || waitLimit == WaitLimit.NONE) {
          return result == OUT || result == -SysErrno.EAGAIN ? result : 0;
        }
        long waited = await(seen, waitLimit);
        if (waited < 0) {
          return waited;
        }
      }
    } finally {
      descriptor.leave();
    }
  }

  private long await(int seen, long waitLimit) {
    descriptor.callsWithoutWait = 0;
    long outcome = descriptor.readable.await(seen, waitLimit);
    return descriptor.isOpen() ? outcome : Outcome.CLOSED;
  }

  /** Takes what has come; where nothing has, makes sure that something is under way. */
  private long attempt(byte[] array, int offset, int length, boolean now) {
    if (failure != 0) {
      return failure;
    }
    EventLoop in = loop;
    if (in == null) {
      long left = takeLeft(array, offset, length);
      if (left != OUT) {
        return left;
      }
      in = join();
      if (in == null) {
        return OUT;
      }
    }
    if (!in.own()) {
      leave();
      return attempt(array, offset, length, now);
    }
    try {
      if (read > 0 && read == ring.length(first)) {
        releaseFirst(); // there was no room on the stack
      }
      if (now && first < 0 && isIn()) {
        receive();
        if (isIn()) {
          ring.submit();
        }
      }
      if (isIn() && first >= 0) {
        int count = take(array, offset, length);
        if (count > MAX_MESSAGE) {
          tryToLeaveForLarge();
        } else if (++readsInside == READS_OUTSIDE) {
          nextOutside = READS_OUTSIDE;
        }
        return count;
      }
      if (isIn() && end == 1 && withoutRoom) {
        leaveForLarge();
      } else if (isIn() && end == 1 && (!in.rings().isWorthwhile() || movesElsewhere(in))) {
        leaveOwned();
      } else if (isIn() && end == 1) {
        receive();
      }
      return isIn() && end == 1 ? -SysErrno.EAGAIN : takeLeft(array, offset, length);
    } finally {
      in.disown();
    }
  }

  private static boolean movesElsewhere(EventLoop in) {
    return in.relocation() != null && Placement.moveWhereWanted() && EventLoop.current() != in;
  }

  /** Takes what has come in the ring, outside of it, and the end after that. */
  private long takeLeft(byte[] array, int offset, int length) {
    return restCount() > 0 ? takeRest(array, offset, length) : end != 1 ? end : OUT;
  }

  /** After bytes were taken, which an error must not lose. */
  private void tryToLeaveForLarge() {
    try {
      leaveForLarge();
    } catch (StackOverflowError e) {
      // The next large message tries again.
    }
  }

  /** Large messages cost more in the ring, which copies them, so the next reads are not tried. */
  private void leaveForLarge() {
    readsOutside = nextOutside;
    nextOutside = Math.min(MOST_READS_OUTSIDE, 2 * nextOutside);
    leaveOwned();
  }

  private void receive() {
    if (!receiving && end == 1) {
      ring.receive(this);
    }
  }

  private int restCount() {
    return rest.length - restFrom;
  }

  private int takeRest(byte[] array, int offset, int length) {
    int count = Math.min(length, restCount());
    System.arraycopy(rest, restFrom, array, offset, count);
    restFrom += count;
    if (restCount() == 0) {
      rest = NOTHING;
      restFrom = 0;
    }
    return count;
  }

  /**
   * Takes bytes from the first buffers, as many as there are, or as the stack has room for: those
   * that were taken are returned. A buffer that could not be given back is empty, and is next time.
   */
  private int take(byte[] array, int offset, int length) {
    int taken = 0;
    try {
      while (first >= 0 && taken < length) {
        int count = Math.min(length - taken, ring.length(first) - read);
        ring.copy(first, read, array, offset + taken, count);
        taken += count;
        read += count;
        if (read == ring.length(first)) {
          releaseFirst();
        }
      }
    } catch (StackOverflowError e) {
      if (taken == 0) {
        throw e;
      }
    }
    return taken;
  }

  private void releaseFirst() {
    int after = ring.next(first);
    ring.release(first);
    first = after;
    read = 0;
    heldCount--;
  }

  /** Enters the ring of the caller's loop, if it has one that is worth while: the loop, or null. */
  private EventLoop join() {
    EventLoop current = EventLoop.current();
    if (current == null || forbidden || unsent.get() != null || !descriptor.isAlone()) {
      return null;
    }
    if (!current.own()) {
      return null;
    }
    try {
      StackRoom.require();
      Ring open = current.rings().ring();
      if (!current.rings().isWorthwhile() || !descriptor.leavePoller()) {
        return null;
      }
      readsInside = 0;
      slot = open.add(this);
      ring = open;
      receiving = false;
      cancelling = false;
      withoutRoom = false;
      loop = current;
      if (forbidden) {
        leaveOwned(); // the thread that forbids it may have looked before
        return null;
      }
      return current;
    } finally {
      current.disown();
    }
  }

  /** The loop's: what a receive has brought. */
  void received(int result, int buffer, boolean more) {
    receiving = more;
    if (result > 0) {
      if (first < 0) {
        first = buffer;
      } else {
        ring.append(last, buffer);
      }
      last = buffer;
      // With a full queue the next bytes are soon enough: within completions nothing is submitted.
      if (++heldCount >= MAX_HELD && more && !cancelling && !ring.isFull()) {
        cancelling = true;
        ring.cancel(this);
      }
    } else if (!isOfRing(result)) {
      end = result;
      recordEnd(result);
    }
    cancelling &= more;
    signal(loop);
  }

  /** Whether a request has failed on its way, and its call is to be made again here or outside. */
  private static boolean isOfRing(int result) {
    return switch (-result) {
      case SysErrno.EAGAIN,
          SysErrno.EINTR,
          SysErrno.ECANCELED,
          SysErrno.ENOBUFS,
          SysErrno.ENOMEM,
          SysErrno.EBADFD ->
          true;
      default -> false;
    };
  }

  /** Without memory the recv that returns it records it. */
  private void recordEnd(int result) {
    try {
      descriptor.failed(-result);
    } catch (VirtualMachineError e) {
      // The waiters have to be woken all the same.
    }
  }

  /** The loop's: a receive has found no buffer, or no memory of the kernel's for a request. */
  void findsNoRoom() {
    withoutRoom = true;
  }

  /** Wakes the waiting threads, now or later. What the kernel has told must not be lost. */
  private void signal(EventLoop in) {
    try {
      descriptor.readable.signal();
    } catch (VirtualMachineError e) {
      if (!unsignalled) {
        unsignalled = true;
        in.rings().signalLater(this);
      }
    }
  }

  /** Puts this before a list. */
  RingStream unsignalledBefore(RingStream list) {
    nextUnsignalled = list;
    return this;
  }

  /** Wakes the waiting threads; returns the rest of the list. */
  RingStream signalAgain() {
    descriptor.readable.signal();
    unsignalled = false;
    return nextUnsignalled;
  }

  /** The loop's: what the send has returned. */
  void sent(int result) {
    sendEntry = -1;
    if (result == sendEnd - sendStart) {
      return;
    }
    if (result < 0 && !isOfRing(result)) {
      lost += sendEnd - sendStart;
      failure = result;
      signal(loop);
    } else {
      keepUnsent(Math.max(0, result));
    }
    ring.leaves(this);
  }

  private void fail(long how) {
    failure = how;
    descriptor.readable.signal();
  }

  private void keepUnsent(int sent) {
    try {
      unsent.set(ring.unsent(sendStart + sent, sendEnd));
    } catch (OutOfMemoryError e) {
      lost += sendEnd - sendStart - sent;
      failure = -SysErrno.ENOMEM;
      signal(loop);
    }
  }

  /** How many bytes of sends that have returned the kernel has not taken, as far as is known. */
  long unaccepted() {
    byte[] bytes = unsent.get();
    long kept = bytes == null ? 0 : Math.max(0, bytes.length - unsentFrom);
    return lost + kept + (isSending() ? sendEnd - sendStart : 0);
  }

  /** How a send has failed that had returned, for the caller of another; as send(2) tells it. */
  private long failed() {
    if (!descriptor.enter()) {
      return Outcome.CLOSED;
    }
    try {
      return descriptor.sent(failure);
    } finally {
      descriptor.leave();
    }
  }

  /**
   * send(2).
   *
   * @return as {@link Descriptor#send}, or {@link #OUT}
   */
  long send(byte[] array, int offset, int length, int flags, long waitLimit) {
    if (failure != 0) {
      return failed();
    }
    EventLoop in = loop;
    if (in != null && length <= MAX_SEND && unsent.get() == null && in.own()) {
      try {
        if (isIn()) {
          if (!descriptor.isOpen()) {
            return Outcome.CLOSED;
          }
          sendLimit = waitLimit;
          if (ring.send(this, array, offset, length, flags)) {
            return length;
          }
        }
      } finally {
        in.disown();
      }
    }
    if (in != null && length > MAX_SEND) {
      readsOutside = READS_OUTSIDE;
    }
    long settled = settle(waitLimit);
    return settled < 0 ? settled : OUT;
  }

  /** Leaves, and sends what is left: 0, {@code -errno} or an outcome. */
  long settle(long waitLimit) {
    leave();
    if (unsent.get() != null && failure == 0) {
      long result = lock(waitLimit);
      if (result < 0) {
        return result;
      }
      try {
        result = sendUnsent(waitLimit, WaitLimit.FOREVER);
      } finally {
        sending.unlock();
      }
      if (isOfCaller(result)) {
        return result;
      }
    }
    return failure == 0 ? 0 : failed();
  }

  /** Whether a wait has ended that its caller had bounded; others may go on. */
  private static boolean isOfCaller(long result) {
    return result == Outcome.INTERRUPTED
        || result == Outcome.TIMED_OUT
        || result == -SysErrno.EAGAIN;
  }

  /** Waits for those who send before: 0, {@code -EAGAIN} or an outcome. */
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

  /**
   * Run by a thread that has no caller, so a connection of which it can send no more has failed.
   */
  private void sendLater(long stall) {
    sending.lock();
    try {
      long result = sendUnsent(WaitLimit.FOREVER, stall);
      if (isOfCaller(result)) {
        fail(result);
      }
    } finally {
      sending.unlock();
    }
  }

  /** Sends what the ring could not send, each part within {@code stall} nanoseconds. */
  private long sendUnsent(long waitLimit, long stall) {
    for (byte[] bytes; failure == 0 && (bytes = unsent.get()) != null; ) {
      long limit = stall == WaitLimit.FOREVER ? waitLimit : WaitLimit.of(stall);
      int left = bytes.length - unsentFrom;
      long count = descriptor.sendNow(bytes, unsentFrom, left, SysSocket.MSG_NOSIGNAL, limit);
      if (isOfCaller(count)) {
        return count;
      }
      if (count < 0) {
        fail(count);
      } else {
        unsentFrom += (int) count;
        if (count == left && unsent.compareAndSet(bytes, null)) {
          unsentFrom = 0;
        }
      }
    }
    return failure;
  }

  /** Never joins a ring again, and leaves. */
  void forbid() {
    forbidden = true;
    leave();
  }

  /**
   * Never joins a ring again, leaves, and sends what is left.
   *
   * @return how many bytes were received in the ring and not read, {@code -errno} or an outcome
   */
  long end(long waitLimit) {
    forbid();
    long settled = settle(waitLimit);
    return settled < 0 ? settled : restCount();
  }

  /** Takes what the ring had received; the connection is out of it. For the thread that reads. */
  byte[] takeRest() {
    byte[] left = Arrays.copyOfRange(rest, restFrom, rest.length);
    rest = NOTHING;
    restFrom = 0;
    return left;
  }

  /** Leaves the ring; nothing of it was under way for a moment when this returns. */
  void leave() {
    EventLoop in = loop;
    if (in != null && !leaveHere(in)) {
      leaveByLoop(in);
    }
  }

  /**
   * Leaves, if the caller is run by the loop: whether the connection is not with that loop any
   * more. It may be with another one, whose ring is not the caller's.
   */
  boolean leaveHere(EventLoop in) {
    if (in.own()) {
      try {
        if (loop == in) {
          leaveOwned();
        }
      } finally {
        in.disown();
      }
      return true;
    }
    return loop != in;
  }

  /** Has the loop do it, and waits. The reads after that are not tried in the ring. */
  private void leaveByLoop(EventLoop in) {
    readsOutside = READS_OUTSIDE;
    RingDeparture departure = new RingDeparture(this, in, Thread.currentThread());
    in.execute(departure);
    boolean interrupted = false;
    while (!departure.isDone()) {
      interrupted |= Thread.interrupted();
      LockSupport.park(this);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether the descriptor's number is closed later, by the loop, once nothing of the connection is
   * under way in the ring. Its calls are over, and none comes any more.
   */
  boolean closesLater() {
    EventLoop in = loop;
    if (in == null || leavesHereNow(in)) {
      return false;
    }
    RingDeparture.executeClosing(this, in);
    return true;
  }

  private boolean leavesHereNow(EventLoop in) {
    try {
      return leaveHere(in);
    } catch (StackOverflowError e) {
      return false; // the loop's thread has room
    }
  }

  /** The last step of a close. */
  void closeNumber() {
    descriptor.closeNumber();
  }

  /** Gives back the buffers of which nothing is to be read. */
  private void discard() {
    while (first >= 0) {
      releaseFirst();
    }
  }

  /** Leaves this ring, in the loop's thread. */
  void leaveOwned(Ring left) {
    if (ring == left) {
      leaveOwned();
    }
  }

  private void leaveOwned() {
    if (!isIn()) {
      return;
    }
    StackRoom.require(); // what has begun must not end half done
    ring.settle(this);
    if (isIn()) { // a ring that fails has had it leave
      out();
    }
  }

  /**
   * The ring ends, and what it has not submitted with it.
   *
   * @param incomplete whether completions are lost: then it is not known what was sent and received
   */
  void ringEnds(boolean incomplete) {
    if (incomplete && (receiving || isSending() && !ring.isQueued(sendEntry))) {
      lost += isSending() ? sendEnd - sendStart : 0;
      failure = -SysErrno.EIO;
    } else if (isSending()) {
      keepUnsent(0);
    }
    sendEntry = -1;
    receiving = false;
    out();
  }

  private void out() {
    EventLoop in = loop;
    try {
      keepReceived();
    } catch (OutOfMemoryError e) {
      // What had come is lost with its buffers, and the connection with it.
      failure = -SysErrno.ENOMEM;
    }
    discard();
    if (unsent.get() != null && failure == 0) {
      sendLater(in);
    }
    ring.remove(slot);
    ring = null;
    loop = null;
    signal(in);
  }

  private void keepReceived() {
    int count = -read;
    for (int buffer = first; buffer >= 0; buffer = ring.next(buffer)) {
      count += ring.length(buffer);
    }
    if (count > 0) {
      byte[] bytes = new byte[count];
      take(bytes, 0, count);
      rest = bytes;
      restFrom = 0;
    }
  }

  /** The peer may wait for these bytes before it sends any, so nobody may be about to write. */
  private void sendLater(EventLoop in) {
    long stall =
        sendLimit == WaitLimit.FOREVER || sendLimit == WaitLimit.NONE
            ? WaitLimit.FOREVER
            : Math.max(1, WaitLimit.remaining(sendLimit));
    try {
      in.rings().startLater(() -> sendLater(stall));
    } catch (OutOfMemoryError e) {
      failure = -SysErrno.ENOMEM;
    }
  }
}
