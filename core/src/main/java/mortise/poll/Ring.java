package mortise.poll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import mortise.sys.LinuxIoUring;
import mortise.sys.SysErrno;
import mortise.sys.struct.IoUringBufReg;

/**
 * An io_uring(7) of one loop: connections receive into buffers that the kernel picks from here, and
 * what they send in a turn of the loop goes to the kernel with the call that waits for more.
 *
 * <p>The kernel lets the thread alone that has made the ring use it, and does its work (receives
 * and sends) only within that thread's calls. So a ring ends when another thread takes over its
 * loop: nothing is taken from a socket after {@link #close}, though the kernel cancels what is
 * under way only later. The loop's {@link EpollSet} is one of the things that the ring waits for.
 *
 * <p>Sends have MSG_DONTWAIT: they are done, or have failed, when the call that submits them
 * returns. So their bytes need memory of the ring for one turn only, and a peer that does not read
 * has its connection leave the ring; see {@link RingStream}.
 */
final class Ring {
  /** What is sent in a turn; with more, the turn submits in between. */
  private static final int SEND_MEMORY = 1 << 18;

  private static final int MAX_ATTEMPTS = 10_000;
  private static final long SHUTDOWN_PAUSE_NANOS = 1_000_000;

  /** Whose completion it is: the upper half of its data, the slot being the lower. */
  private static final int RECV = 0;

  private static final int SEND = 1;
  private static final int EPOLL = 2;
  private static final int CANCEL = 3;

  private final EpollSet set;
  private final RingMemory memory;
  private final RingQueues queues;
  private final ReceiveBuffers buffers;
  private final MemorySegment sendMemory;
  private int sendEnd;

  private boolean epollArmed;
  private boolean epollReady;

  /** Why no call is made any more, and all connections have left; null before. */
  private String failure;

  /** The calls in a row that the kernel has refused for the moment. */
  private int refusals;

  private final RingSlots slots = new RingSlots();

  /** Connections whose send is not complete, and are about to leave. */
  private final RingStream[] leaving;

  private int leavingCount;
  private boolean areLeaving;

  private Ring(RingKernel kernel, EpollSet set) {
    this.set = set;
    memory = new RingMemory(kernel);
    try {
      queues = new RingQueues(kernel, memory);
      leaving = new RingStream[queues.size()];
      buffers = new ReceiveBuffers(memory);
      sendMemory = memory.map(SEND_MEMORY);
      MemorySegment registration = memory.struct(IoUringBufReg.LAYOUT);
      buffers.register(registration);
      int operation = LinuxIoUring.IORING_REGISTER_PBUF_RING;
      int result = kernel.register(memory.errno, memory.fd(), operation, registration, 1);
      RingMemory.require("io_uring_register", result);
    } catch (Throwable t) {
      memory.closeUntilDone();
      throw t;
    }
  }

  /**
   * Makes a ring that waits for the set too, for the calling thread.
   *
   * @throws RingMemory.Unavailable when the kernel has none, or forbids it
   */
  static Ring open(RingKernel kernel, EpollSet set) {
    return new Ring(kernel, set);
  }

  ReceiveBuffers buffers() {
    return buffers;
  }

  boolean hasStreams() {
    return !slots.areEmpty();
  }

  /** Why the ring is to be closed: a call has failed that should not; otherwise null. */
  String failure() {
    return failure;
  }

  int add(RingStream stream) {
    return slots.add(stream);
  }

  void remove(int slot) {
    slots.remove(slot);
  }

  private static long data(int kind, int slot) {
    return (long) kind << 32 | slot;
  }

  boolean isFull() {
    return queues.isFull();
  }

  /** Makes room for an entry. What that hands on may have made any connection leave. */
  private void makeRoom() {
    if (isFull()) {
      submitAll();
    }
  }

  /** Has the kernel receive until {@link #cancel} or an end, if the connection is still here. */
  void receive(RingStream stream) {
    makeRoom();
    if (!stream.isIn()) {
      return;
    }
    queues.receive(stream.number(), data(RECV, stream.slot()));
    queues.add();
    stream.receiving = true; // no call, see send
  }

  /** Ends the receive; its last completion follows. */
  void cancel(RingStream stream) {
    makeRoom();
    if (!stream.isIn() || !stream.isReceiving()) {
      return;
    }
    queues.cancel(data(RECV, stream.slot()), data(CANCEL, stream.slot()));
    queues.add();
  }

  /**
   * Sends at the end of the turn, or before.
   *
   * @param count {@link RingStream#MAX_SEND} at most
   * @return false where the connection had to leave, and nothing is sent
   */
  boolean send(RingStream stream, byte[] bytes, int offset, int count, int flags) {
    boolean appends = stream.isSending() && stream.sendEnd() == sendEnd;
    if (stream.isSending() && !appends || sendEnd + count > SEND_MEMORY || !appends && isFull()) {
      // A second one of the same connection might overtake a first that fails.
      submitAll();
      appends = false;
      if (!stream.isIn()) {
        return false;
      }
    }
    MemorySegment.copy(bytes, offset, sendMemory, JAVA_BYTE, sendEnd, count);
    int start = appends ? stream.sendStart() : sendEnd;
    long at = appends ? stream.sendEntry() : sendEntry(stream, flags);
    queues.length(at, sendEnd + count - start);
    if (!appends) {
      queues.add();
    }
    // No call from here on, which might find the end of the stack with one half done.
    sendEnd += count;
    stream.sendEntry = at;
    stream.sendStart = start;
    stream.sendEnd = sendEnd;
    return true;
  }

  private long sendEntry(RingStream stream, int flags) {
    long address = sendMemory.address() + sendEnd;
    return queues.send(stream.number(), address, flags, data(SEND, stream.slot()));
  }

  /** A copy of bytes that were to be sent. */
  byte[] unsent(int from, int to) {
    byte[] rest = new byte[to - from];
    MemorySegment.copy(sendMemory, JAVA_BYTE, from, rest, 0, rest.length);
    return rest;
  }

  /** Waits for news and hands it on; BLOCKING. -1 is for ever. */
  void awaitEvents(int milliseconds) {
    if (JvmShutdown.hasBegun()) {
      // As EpollSet does: the JVM waits for threads in native code.
      enter(0, 0);
      Thread.interrupted();
      LockSupport.parkNanos(SHUTDOWN_PAUSE_NANOS);
    } else {
      enter(epollReady ? 0 : 1, milliseconds);
    }
    afterTurn();
  }

  /** Hands on the news that there is, without waiting. */
  void pollEvents() {
    enter(0, 0);
    afterTurn();
  }

  private void afterTurn() {
    if (epollReady) {
      // The kernel reports what comes to the set, not what a look at it has left there.
      epollReady = set.pollEvents();
    }
    if (buffers.areFew()) {
      makeBuffersFree();
    }
  }

  private void makeBuffersFree() {
    if (!buffers.areAllProvided()) {
      buffers.provideMore();
      return;
    }
    for (int slot = 0; slot < slots.end(); slot++) {
      RingStream stream = slots.get(slot);
      if (stream != null && stream.holdsMany()) {
        stream.leaveOwned(this);
      }
    }
  }

  /** Submits what is to be sent now, and hands on what has come. */
  void submit() {
    StackRoom.require(); // a virtual thread may be at the end of its stack
    enter(0, 0);
  }

  /** Submits until the kernel has taken all, which it does at once unless it has no memory. */
  private void submitAll() {
    while (!queues.isSubmitted() && failure == null) {
      submit();
    }
  }

  /**
   * Ends the use of the ring: all connections leave it now. Its memory stays until {@link #close},
   * since callers are still about to look there.
   *
   * @param incomplete whether completions are lost, so that connections fail that wait for one
   */
  private void fail(String what, boolean incomplete) {
    if (failure == null) {
      failure = what;
      endStreams(incomplete);
    }
  }

  private void enter(int completions, int milliseconds) {
    if (failure != null) {
      return;
    }
    if (!epollArmed && !isFull()) {
      queues.poll(set.number(), data(EPOLL, 0));
      queues.add();
      epollArmed = true;
    }
    // Without news of the set there must be no wait.
    int result = queues.enter(epollArmed ? completions : 0, milliseconds);
    takeCompletions();
    refusals = isRefusal(result) ? refusals + 1 : 0;
    if (result < 0 && (!isTransient(result) || refusals == MAX_ATTEMPTS)) {
      fail("io_uring_enter failed with errno " + -result, result == -SysErrno.EBADR);
    }
    if (queues.isSubmitted()) {
      sendEnd = 0; // all are done
    }
    if (!areLeaving) {
      letLeave();
    }
  }

  /** Has a connection leave when what has come is handed on. */
  void leaves(RingStream stream) {
    leaving[leavingCount++] = stream;
  }

  /** One after the other: each enters the kernel, which may add to them. */
  private void letLeave() {
    areLeaving = true;
    try {
      while (leavingCount > 0) {
        RingStream stream = leaving[--leavingCount];
        leaving[leavingCount] = null;
        stream.leaveOwned(this);
      }
    } finally {
      areLeaving = false;
    }
  }

  private static boolean isTransient(int result) {
    return result == -SysErrno.EINTR || result == -SysErrno.ETIME || isRefusal(result);
  }

  /** Whether the kernel has no memory for a request, or for what has come. */
  private static boolean isRefusal(int result) {
    return result == -SysErrno.EAGAIN || result == -SysErrno.EBUSY;
  }

  /** All of them: a send that was submitted has its completion here. */
  private void takeCompletions() {
    takeQueue();
    for (int i = 0; queues.hasOverflow() && failure == null; i++) {
      int result = queues.flush();
      takeQueue();
      if (queues.hasOverflow() && (i == MAX_ATTEMPTS || result < 0 && !isTransient(result))) {
        fail("completions are lost, io_uring_enter returned " + result, true);
      }
    }
    if (queues.hasLost()) {
      fail("the kernel had no memory for completions", true);
    }
  }

  /** What is handed on may lead to this being called again, so nothing is kept over a step. */
  private void takeQueue() {
    while (queues.hasCompletions()) {
      long data = queues.data();
      int result = queues.result();
      int flags = queues.flags();
      queues.removeCompletion();
      completed((int) (data >> 32), (int) data, result, flags);
    }
  }

  private void completed(int kind, int slot, int result, int flags) {
    switch (kind) {
      case RECV -> received(slots.get(slot), result, flags);
      case SEND -> slots.get(slot).sent(result);
      case EPOLL -> {
        epollReady = true;
        epollArmed = (flags & LinuxIoUring.IORING_CQE_F_MORE) != 0;
      }
      default -> {
        // The receive that was cancelled has a completion of its own.
      }
    }
  }

  private void received(RingStream stream, int result, int flags) {
    boolean more = (flags & LinuxIoUring.IORING_CQE_F_MORE) != 0;
    int buffer = -1;
    if ((flags & LinuxIoUring.IORING_CQE_F_BUFFER) != 0) {
      buffer = flags >>> LinuxIoUring.IORING_CQE_BUFFER_SHIFT;
      buffers.received(buffer, result);
    }
    if (buffer >= 0 && result <= 0) {
      buffers.release(buffer);
    } else if (result == -SysErrno.ENOBUFS && !buffers.areAllProvided()) {
      buffers.provideMore();
    } else if (result == -SysErrno.ENOBUFS
        || result == -SysErrno.ENOMEM
        || result == -SysErrno.EBADFD) {
      stream.findsNoRoom();
    }
    stream.received(result, buffer, more);
  }

  /**
   * Makes sure that nothing of a connection is under way: its sends are done, and its receive has
   * ended.
   */
  void settle(RingStream stream) {
    if (stream.isReceiving()) {
      cancel(stream);
    }
    for (int i = 0; stream.isSending() || stream.isReceiving(); i++) {
      submit();
      if (i == MAX_ATTEMPTS) {
        fail("a receive of descriptor " + stream.number() + " stays", false);
      }
    }
  }

  private void endStreams(boolean incomplete) {
    for (int slot = 0; slot < slots.end(); slot++) {
      RingStream stream = slots.get(slot);
      if (stream != null) {
        stream.ringEnds(incomplete);
      }
    }
  }

  /** Whether the kernel has not taken an entry of the queue. */
  boolean isQueued(long entry) {
    return queues.isQueued(entry);
  }

  /**
   * Ends the ring: all connections leave it. The thread that has made it need not be the caller,
   * but must never use it again; what it has not submitted is sent by other means. To be called
   * again where memory was short, and no step is done twice.
   */
  void close() {
    endStreams(false);
    memory.close();
  }
}
