package mortise.poll;

import java.util.Arrays;
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

  /** The reads after a large message that do not join. */
  private static final int READS_OUTSIDE = 64;

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

  /** Never joins again. */
  private volatile boolean forbidden;

  /** Whether a receive is under way. */
  private boolean receiving;

  private boolean cancelling;

  /** The buffers that were received, a list, and what was read of the first. */
  private int first = -1;

  private int last = -1;
  private int heldCount;
  private int read;

  /** 1, or how the stream has ended: 0 or {@code -errno}. */
  private int end = 1;

  /** The send that is not submitted: its entry or -1, and where its bytes are. */
  private long sendEntry = -1;

  private int sendStart;
  private int sendEnd;

  /** The time at which the last send was to give up. */
  private long sendLimit = WaitLimit.FOREVER;

  /** Bytes that were received in the ring, outside of it. Of the thread that reads. */
  private byte[] rest = NOTHING;

  private int restFrom;

  /** Bytes that the ring could not send, or null. */
  private volatile byte[] unsent;

  /** For those who send them. */
  private final ReentrantLock sending = new ReentrantLock();

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

  void sendEnd(int end) {
    sendEnd = end;
  }

  void sends(long entry, int start) {
    sendEntry = entry;
    sendStart = start;
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
    return loop != null || unsent != null || failure != 0;
  }

  private boolean wouldJoin() {
    if (readsOutside > 0) {
      readsOutside--;
      return false;
    }
    EventLoop current = forbidden ? null : EventLoop.current();
    return current != null && current.rings().isWorthwhile();
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
          return result == OUT ? OUT : descriptor.received(result);
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
      long left = outside(array, offset, length);
      if (left != OUT || !join()) {
        return left;
      }
      in = loop;
    }
    if (!in.own()) {
      leave();
      return attempt(array, offset, length, now);
    }
    try {
      if (now && first < 0 && isIn()) {
        receive();
        if (isIn()) {
          ring.submit();
        }
      }
      if (!isIn()) {
        return outside(array, offset, length);
      }
      if (first >= 0) {
        int count = take(array, offset, length);
        if (count > MAX_MESSAGE) {
          leaveForLarge();
        }
        return count;
      }
      if (end != 1) {
        return end;
      }
      if (!in.rings().isWorthwhile()) {
        leaveOwned();
        return outside(array, offset, length);
      }
      receive();
      return -SysErrno.EAGAIN;
    } finally {
      in.disown();
    }
  }

  /** What is left from the ring: bytes, then how the stream has ended. */
  private long outside(byte[] array, int offset, int length) {
    if (restCount() > 0) {
      return takeRest(array, offset, length);
    }
    return end == 1 ? OUT : end;
  }

  /** Large messages cost more in the ring, which copies them, so the next reads are not tried. */
  private void leaveForLarge() {
    readsOutside = READS_OUTSIDE;
    leaveOwned();
  }

  private void receive() {
    if (!receiving && end == 1 && ring.isFull()) {
      ring.submit();
    }
    if (!receiving && end == 1 && isIn()) {
      receiving = true;
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

  /** Takes bytes from the first buffers, as many as there are. */
  private int take(byte[] array, int offset, int length) {
    int taken = 0;
    while (first >= 0 && taken < length) {
      int count = Math.min(length - taken, ring.length(first) - read);
      ring.copy(first, read, array, offset + taken, count);
      taken += count;
      read += count;
      if (read == ring.length(first)) {
        releaseFirst();
      }
    }
    return taken;
  }

  private void releaseFirst() {
    int buffer = first;
    first = ring.next(buffer);
    read = 0;
    heldCount--;
    ring.release(buffer);
  }

  /** Enters the ring of the caller's loop, if it has one that is worth while. */
  private boolean join() {
    EventLoop current = EventLoop.current();
    if (current == null || forbidden || unsent != null || !descriptor.isAlone()) {
      return false;
    }
    if (!current.own()) {
      return false;
    }
    try {
      Ring open = current.rings().ring();
      if (!current.rings().isWorthwhile() || !descriptor.leavePoller()) {
        return false;
      }
      slot = open.add(this);
      ring = open;
      receiving = false;
      cancelling = false;
      loop = current;
      return true;
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
    } else if (result == 0
        || result != -SysErrno.ENOBUFS
            && result != -SysErrno.ECANCELED
            && result != -SysErrno.EINTR
            && result != -SysErrno.EAGAIN) {
      end = result;
    }
    cancelling &= more;
    descriptor.readable.signal();
  }

  /** The loop's: what the send has returned. */
  void sent(int result) {
    int count = sendEnd - sendStart;
    if (result == count) {
      return;
    }
    if (result < 0 && result != -SysErrno.EAGAIN && result != -SysErrno.EINTR) {
      fail(result);
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
      unsent = ring.unsent(sendStart + sent, sendEnd);
    } catch (OutOfMemoryError e) {
      fail(-SysErrno.ENOMEM);
    }
  }

  /** The loop's: all that was handed over is done. */
  void isSent() {
    sendEntry = -1;
  }

  /** Sends later what came when the ring had just refused what was before it. */
  void keep(byte[] bytes, int offset, int count) {
    byte[] before = unsent == null ? NOTHING : unsent;
    byte[] all = Arrays.copyOf(before, before.length + count);
    System.arraycopy(bytes, offset, all, before.length, count);
    unsent = all;
  }

  /**
   * send(2).
   *
   * @return as {@link Descriptor#send}, or {@link #OUT}
   */
  long send(byte[] array, int offset, int length, int flags, long waitLimit) {
    if (failure != 0) {
      return failure;
    }
    EventLoop in = loop;
    if (in != null && length <= MAX_SEND && in.own()) {
      try {
        if (isIn()) {
          if (!descriptor.isOpen()) {
            return Outcome.CLOSED;
          }
          sendLimit = waitLimit;
          ring.send(this, array, offset, length, flags);
          return length;
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
    return unsent == null && failure == 0 ? 0 : sendUnsent(waitLimit, WaitLimit.FOREVER);
  }

  /** Sends what the ring could not send, each part within {@code stall} nanoseconds. */
  private long sendUnsent(long waitLimit, long stall) {
    sending.lock();
    try {
      while (failure == 0 && unsent != null) {
        byte[] bytes = unsent;
        long limit = stall == WaitLimit.FOREVER ? waitLimit : WaitLimit.of(stall);
        long count = descriptor.sendNow(bytes, 0, bytes.length, SysSocket.MSG_NOSIGNAL, limit);
        if (count < 0) {
          fail(count);
        } else {
          unsent =
              count == bytes.length ? null : Arrays.copyOfRange(bytes, (int) count, bytes.length);
        }
      }
      return failure;
    } finally {
      sending.unlock();
    }
  }

  /** Never joins a ring again, and leaves. */
  void forbid() {
    forbidden = true;
    leave();
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
    if (in == null) {
      return;
    }
    if (in.own()) {
      try {
        leaveOwned();
      } finally {
        in.disown();
      }
    } else {
      leaveByLoop(in);
    }
  }

  /** Has the loop do it, and waits. The reads after that are not tried in the ring. */
  private void leaveByLoop(EventLoop in) {
    readsOutside = READS_OUTSIDE;
    Departure departure = new Departure(Thread.currentThread());
    in.execute(departure);
    boolean interrupted = false;
    while (!departure.done) {
      interrupted |= Thread.interrupted();
      LockSupport.park(this);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Run by a loop, or by what runs its threads after its end; again where memory is short. */
  private final class Departure implements Runnable {
    private final Thread waiting;
    private volatile boolean done;

    Departure(Thread waiting) {
      this.waiting = waiting;
    }

    @Override
    public void run() {
      leave();
      done = true;
      LockSupport.unpark(waiting);
    }
  }

  /** Closes the number once nothing of the connection is under way in the ring. */
  boolean closeLater(Runnable close) {
    EventLoop in = loop;
    if (in == null) {
      return false;
    }
    if (in.own()) {
      try {
        discard();
        leaveOwned();
      } finally {
        in.disown();
      }
      return false;
    }
    in.execute(() -> {
      leave();
      close.run();
    });
    return true;
  }

  /** Nobody will read, so that no memory is needed for what was received. */
  private void discard() {
    while (first >= 0) {
      releaseFirst();
    }
  }

  /** Leaves, in the loop's thread. */
  void leaveOwned() {
    if (!isIn()) {
      return;
    }
    EventLoop in = loop;
    try {
      ring.settle(this);
    } catch (IllegalStateException e) {
      in.rings().close(); // all have left now
    }
    if (isIn()) {
      out();
    }
  }

  /** The ring ends, and what it has not submitted with it. */
  void ringEnds() {
    if (isSending()) {
      keepUnsent(0);
      sendEntry = -1;
    }
    receiving = false;
    try {
      out();
    } catch (OutOfMemoryError e) {
      // What had come is lost with the ring, and the connection with it.
      fail(-SysErrno.ENOMEM);
      discard();
      out();
    }
  }

  private void out() {
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
    ring.remove(slot);
    EventLoop in = loop;
    ring = null;
    loop = null;
    descriptor.readable.signal();
    if (unsent != null && failure == 0) {
      sendLater(in);
    }
  }

  /** The peer may wait for these bytes before it sends any, so nobody may be about to write. */
  private void sendLater(EventLoop in) {
    long stall =
        sendLimit == WaitLimit.FOREVER || sendLimit == WaitLimit.NONE
            ? WaitLimit.FOREVER
            : Math.max(1, WaitLimit.remaining(sendLimit));
    try {
      in.rings().startLater(() -> sendUnsent(WaitLimit.FOREVER, stall));
    } catch (OutOfMemoryError e) {
      fail(-SysErrno.ENOMEM);
    }
  }
}
