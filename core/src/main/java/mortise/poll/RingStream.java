package mortise.poll;

import java.util.concurrent.locks.LockSupport;
import mortise.sys.SysErrno;

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
 *       ring has received and nobody has read is kept in {@link ReceivedBytes}, what it could not
 *       send in {@link UnsentBytes}, and both go first.
 * </ul>
 *
 * <p>An error of a send is reported by the next call in either direction.
 */
final class RingStream {
  /** The connection is out of the ring, and nothing is left from there: the call is to be made. */
  static final long OUT = -5101;

  /** What one send hands over at the most; larger ones make the connection leave. */
  static final int MAX_SEND = 1 << 12;

  /** The buffers that a connection fills before it is read; then its receive is cancelled. */
  private static final int MAX_HELD = 16;

  private static final byte[] NOTHING = {};

  private final Descriptor descriptor;

  /** The loop and its ring; null outside. Written by the loop's thread. */
  private volatile EventLoop loop;

  private Ring ring;
  private int slot;

  private final LargeMessages large = new LargeMessages();
  private final ReceivedBytes received = new ReceivedBytes();
  private final UnsentBytes unsent;

  /** Never joins again. */
  private volatile boolean forbidden;

  /** Whether a receive is under way. */
  boolean receiving;

  private boolean cancelling;

  /** Whether the last receive has found no buffer, since others hold all, or no memory. */
  private boolean withoutRoom;

  /** The send that is not submitted: its entry or -1, and where its bytes are. */
  long sendEntry = -1;

  int sendStart;
  int sendEnd;

  /** The time at which the last send was to give up. */
  private long sendLimit = WaitLimit.FOREVER;

  /** Of a list in {@link LoopRing}: whether this is in it, and the one behind. The loop's. */
  private boolean unsignalled;

  private RingStream nextUnsignalled;

  RingStream(Descriptor descriptor) {
    this.descriptor = descriptor;
    unsent = new UnsentBytes(descriptor);
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

  boolean holdsMany() {
    return received.bufferCount() > 1;
  }

  /** How a send that had returned has failed, or 0. */
  long failure() {
    return unsent.failure();
  }

  /** Whether a recv is to be made here: in the ring, to enter it, or for what is left from it. */
  boolean hasReads() {
    return loop != null
        || received.restCount() > 0
        || received.hasEnded()
        || unsent.failure() != 0
        || wouldJoin();
  }

  /** Whether a send is to be made here. */
  boolean hasSends() {
    return loop != null || !unsent.areNone() || unsent.failure() != 0;
  }

  private boolean wouldJoin() {
    if (large.keepOutside()) {
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
              : result < 0 && unsent.failure() != 0 ? unsent.failed() : descriptor.received(result);
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
    if (unsent.failure() != 0) {
      return unsent.failure();
    }
    EventLoop in = loop;
    if (in == null) {
      long left = received.takeLeft(array, offset, length);
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
      received.releaseRead();
      if (now && !received.hasBuffers() && isIn()) {
        receive();
        if (isIn()) {
          ring.submit();
        }
      }
      if (isIn() && received.hasBuffers()) {
        int count = received.take(array, offset, length);
        if (large.isLarge(count)) {
          tryToLeaveForLarge();
        }
        return count;
      }
      if (isIn() && !received.hasEnded() && withoutRoom) {
        leaveForLarge();
      } else if (isIn()
          && !received.hasEnded()
          && (!in.rings().isWorthwhile() || movesElsewhere(in))) {
        leaveOwned();
      } else if (isIn() && !received.hasEnded()) {
        receive();
      }
      return isIn() && !received.hasEnded()
          ? -SysErrno.EAGAIN
          : received.takeLeft(array, offset, length);
    } finally {
      in.disown();
    }
  }

  private static boolean movesElsewhere(EventLoop in) {
    return in.relocation() != null && Placement.moveWhereWanted() && EventLoop.current() != in;
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
    large.leavesForLarge();
    leaveOwned();
  }

  private void receive() {
    if (!receiving && !received.hasEnded()) {
      ring.receive(this);
    }
  }

  /** Enters the ring of the caller's loop, if it has one that is worth while: the loop, or null. */
  private EventLoop join() {
    EventLoop current = EventLoop.current();
    if (current == null || forbidden || !unsent.areNone() || !descriptor.isAlone()) {
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
      slot = open.add(this);
      large.joined();
      received.enter(open.buffers());
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
      received.add(buffer);
      // With a full queue the next bytes are soon enough: within completions nothing is submitted.
      if (received.bufferCount() >= MAX_HELD && more && !cancelling && !ring.isFull()) {
        cancelling = true;
        ring.cancel(this);
      }
    } else if (!isOfRing(result)) {
      received.end(result);
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
      unsent.lose(sendEnd - sendStart, result);
      signal(loop);
    } else {
      keepUnsent(Math.max(0, result));
    }
    ring.leaves(this);
  }

  private void keepUnsent(int sent) {
    try {
      unsent.keep(ring.unsent(sendStart + sent, sendEnd));
    } catch (OutOfMemoryError e) {
      unsent.lose(sendEnd - sendStart - sent, -SysErrno.ENOMEM);
      signal(loop);
    }
  }

  /** How many bytes of sends that have returned the kernel has not taken, as far as is known. */
  long unaccepted() {
    return unsent.count() + (isSending() ? sendEnd - sendStart : 0);
  }

  /**
   * send(2).
   *
   * @return as {@link Descriptor#send}, or {@link #OUT}
   */
  long send(byte[] array, int offset, int length, int flags, long waitLimit) {
    if (unsent.failure() != 0) {
      return unsent.failed();
    }
    EventLoop in = loop;
    if (in != null && length <= MAX_SEND && unsent.areNone() && in.own()) {
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
      large.leaves();
    }
    long settled = settle(waitLimit);
    return settled < 0 ? settled : OUT;
  }

  /** Leaves, and sends what is left: 0, {@code -errno} or an outcome. */
  long settle(long waitLimit) {
    leave();
    return unsent.send(waitLimit);
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
    return settled < 0 ? settled : received.restCount();
  }

  /** Takes what the ring had received; the connection is out of it. For the thread that reads. */
  byte[] takeRest() {
    return received.takeRest();
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
    large.leaves();
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
      unsent.lose(isSending() ? sendEnd - sendStart : 0, -SysErrno.EIO);
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
      received.leave();
    } catch (OutOfMemoryError e) {
      // What had come is lost with its buffers, and the connection with it.
      unsent.lose(0, -SysErrno.ENOMEM);
    }
    if (!unsent.areNone() && unsent.failure() == 0) {
      sendLater(in);
    }
    ring.remove(slot);
    ring = null;
    loop = null;
    signal(in);
  }

  /** The peer may wait for these bytes before it sends any, so nobody may be about to write. */
  private void sendLater(EventLoop in) {
    long stall =
        sendLimit == WaitLimit.FOREVER || sendLimit == WaitLimit.NONE
            ? WaitLimit.FOREVER
            : Math.max(1, WaitLimit.remaining(sendLimit));
    try {
      in.rings().startLater(() -> unsent.sendWithin(stall));
    } catch (OutOfMemoryError e) {
      unsent.lose(0, -SysErrno.ENOMEM);
    }
  }
}
