package mortise.poll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import mortise.sys.LinuxIoUring;
import mortise.sys.SysEpoll;
import mortise.sys.SysErrno;
import mortise.sys.SysMman;
import mortise.sys.SysSocket;
import mortise.sys.struct.IoUringBuf;
import mortise.sys.struct.IoUringBufReg;
import mortise.sys.struct.IoUringCqe;
import mortise.sys.struct.IoUringGeteventsArg;
import mortise.sys.struct.IoUringParams;
import mortise.sys.struct.IoUringSqe;

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
  /** The size of a receive buffer. */
  static final int BUFFER = 1 << 12;

  /**
   * From one buffer to the next. A multiple of the page size would have all buffers begin in the
   * same set of a CPU's cache, which has room for few of them.
   */
  private static final int STRIDE = BUFFER + 64;

  private static final int ENTRIES = 1024;
  private static final int COMPLETIONS = 8192;

  /** Buffers at most; of the ring that hands them out a power of two. */
  private static final int BUFFERS = 4096;

  /** The ring hands out each in turn, so few are provided at first, which stay in the cache. */
  private static final int FIRST_BUFFERS = 64;

  /** With fewer that are free, connections that hold several leave. */
  private static final int FEW_BUFFERS = 128;

  /** What is sent in a turn; with more, the turn submits in between. */
  private static final int SEND_MEMORY = 1 << 18;

  private static final int MAX_ATTEMPTS = 10_000;
  private static final long SHUTDOWN_PAUSE_NANOS = 1_000_000;

  /** Whose completion it is: the upper half of its data, the slot being the lower. */
  private static final int RECV = 0;

  private static final int SEND = 1;
  private static final int EPOLL = 2;
  private static final int CANCEL = 3;

  private static final VarHandle INT = JAVA_INT.varHandle();
  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final RingKernel kernel;
  private final EpollSet set;
  private final Arena arena;
  private final MemorySegment errno;
  private final MemorySegment argument;
  private final MemorySegment timespec;
  private final IoUringParams.Offsets offsets;

  /** -1 once it is closed. */
  private int fd;

  /** How many entries and completions there is room for, each a power of two. */
  private final int entryCount;

  private final int completionCount;

  /** What is to be unmapped by {@link #close}. */
  private final ArrayDeque<MemorySegment> mapped = new ArrayDeque<>();

  /** Both queues' heads and tails, and the completions. */
  private final MemorySegment queues;

  private final MemorySegment entries;
  private final MemorySegment bufferRing;
  private final MemorySegment buffers;
  private final MemorySegment sendMemory;

  /** The next entry; those from {@code submitted} on have not been seen by the kernel. */
  private int tail;

  private int submitted;

  /** The next completion. */
  private int head;

  private int sendEnd;
  private int buffersTail;
  private int provided;

  /** Buffers with bytes that a connection has not read. */
  private int held;

  /** Of a buffer with bytes: the next one of its connection, and how many bytes. */
  private final short[] next = new short[BUFFERS];

  private final short[] lengths = new short[BUFFERS];

  private boolean epollArmed;
  private boolean epollReady;

  /** Why no call is made any more, and all connections have left; null before. */
  private String failure;

  /** The calls in a row that the kernel has refused for the moment. */
  private int refusals;

  /** The connections in the ring, by slot. */
  private RingStream[] streams = new RingStream[64];

  private int[] freeSlots = new int[64];
  private int freeSlotCount;
  private int slotCount;

  /** Connections whose send is not complete, and are about to leave. */
  private final RingStream[] leaving;

  private int leavingCount;
  private boolean areLeaving;

  private Ring(RingKernel kernel, EpollSet set, Arena arena) {
    // Made before there is something to give back, for which there may be no memory.
    LoopFailures failures = new LoopFailures("a ring");
    Runnable release = this::release;
    this.kernel = kernel;
    this.set = set;
    this.arena = arena;
    errno = arena.allocate(JAVA_INT);
    argument = arena.allocate(IoUringGeteventsArg.LAYOUT);
    timespec = arena.allocate(16, 8);
    MemorySegment params = arena.allocate(IoUringParams.LAYOUT);
    MemorySegment registration = arena.allocate(IoUringBufReg.LAYOUT);
    IoUringParams.set(
        params,
        LinuxIoUring.IORING_SETUP_CQSIZE
            | LinuxIoUring.IORING_SETUP_SUBMIT_ALL
            | LinuxIoUring.IORING_SETUP_SINGLE_ISSUER
            | LinuxIoUring.IORING_SETUP_DEFER_TASKRUN,
        COMPLETIONS);
    fd = require("io_uring_setup", kernel.setup(errno, ENTRIES, params));
    try {
      offsets = IoUringParams.offsets(params);
      entryCount = IoUringParams.entries(params);
      completionCount = IoUringParams.completions(params);
      leaving = new RingStream[entryCount];
      long size =
          Math.max(
              offsets.array() + (long) Integer.BYTES * entryCount,
              offsets.completions() + IoUringCqe.SIZE * completionCount);
      queues = map(size, LinuxIoUring.IORING_OFF_SQ_RING, fd);
      entries = map(IoUringSqe.SIZE * entryCount, LinuxIoUring.IORING_OFF_SQES, fd);
      bufferRing = map(IoUringBuf.SIZE * BUFFERS, 0, -1);
      buffers = map((long) STRIDE * BUFFERS, 0, -1);
      sendMemory = map(SEND_MEMORY, 0, -1);
      for (int i = 0; i < entryCount; i++) {
        queues.set(JAVA_INT, offsets.array() + (long) Integer.BYTES * i, i);
      }
      IoUringBufReg.set(registration, bufferRing.address(), BUFFERS);
      int operation = LinuxIoUring.IORING_REGISTER_PBUF_RING;
      require("io_uring_register", kernel.register(errno, fd, operation, registration, 1));
      provideMore();
    } catch (Throwable t) {
      failures.retryUntilDone(release);
      throw t;
    }
  }

  /**
   * Makes a ring that waits for the set too, for the calling thread.
   *
   * @throws Unavailable when the kernel has none, or forbids it
   */
  static Ring open(RingKernel kernel, EpollSet set) {
    Arena arena = Arena.ofShared();
    try {
      return new Ring(kernel, set, arena);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  /** That a ring cannot be made. */
  static final class Unavailable extends IllegalStateException {
    private static final long serialVersionUID = 1;
    private final int result;

    Unavailable(String call, int result) {
      super(call + " failed with errno " + -result);
      this.result = result;
    }

    /** Whether another try may succeed: for lack of descriptors or of memory. */
    boolean isTransient() {
      return result == -SysErrno.EMFILE || result == -SysErrno.ENFILE || result == -SysErrno.ENOMEM;
    }
  }

  private static int require(String call, int result) {
    if (result < 0) {
      throw new Unavailable(call, result);
    }
    return result;
  }

  private MemorySegment map(long size, long offset, int file) {
    int flags =
        file < 0
            ? SysMman.MAP_PRIVATE | SysMman.MAP_ANONYMOUS | SysMman.MAP_NORESERVE
            : SysMman.MAP_SHARED | SysMman.MAP_POPULATE;
    int protection = SysMman.PROT_READ | SysMman.PROT_WRITE;
    long address = kernel.map(size, protection, flags, file, offset);
    // The kernel's half of the addresses is negative, and errors are the last page of it.
    require("mmap", (int) Math.min(0, address));
    MemorySegment memory = SysMman.memory(address, size);
    mapped.add(memory);
    return memory;
  }

  private void provideMore() {
    int target = Math.min(Math.max(FIRST_BUFFERS, 2 * provided), BUFFERS);
    for (; provided < target; provided++) {
      provide(provided);
    }
  }

  private void provide(int buffer) {
    long address = buffers.address() + (long) STRIDE * buffer;
    IoUringBuf.set(bufferRing, buffersTail & BUFFERS - 1, address, BUFFER, buffer);
    SHORT.setRelease(bufferRing, IoUringBuf.TAIL, (short) (buffersTail + 1));
    buffersTail++;
  }

  /** Gives a buffer back that has been read. */
  void release(int buffer) {
    provide(buffer);
    held--;
  }

  int length(int buffer) {
    return lengths[buffer];
  }

  int next(int buffer) {
    return next[buffer];
  }

  void append(int last, int buffer) {
    next[last] = (short) buffer;
  }

  void copy(int buffer, int from, byte[] into, int offset, int count) {
    MemorySegment.copy(buffers, JAVA_BYTE, (long) STRIDE * buffer + from, into, offset, count);
  }

  boolean hasStreams() {
    return slotCount > freeSlotCount;
  }

  /** Why the ring is to be closed: a call has failed that should not; otherwise null. */
  String failure() {
    return failure;
  }

  int add(RingStream stream) {
    if (freeSlotCount == 0 && slotCount == streams.length) {
      int[] moreFree = new int[2 * slotCount];
      streams = Arrays.copyOf(streams, 2 * slotCount);
      freeSlots = moreFree;
    }
    int slot = freeSlotCount > 0 ? freeSlots[--freeSlotCount] : slotCount++;
    streams[slot] = stream;
    return slot;
  }

  void remove(int slot) {
    streams[slot] = null;
    freeSlots[freeSlotCount++] = slot;
  }

  /**
   * Begins an entry, which belongs to the queue when {@code tail} is moved behind it, so that none
   * is submitted half filled. There has to be room; see {@link #makeRoom}.
   */
  private long entry(int operation, int descriptor, int kind, int slot) {
    long at = IoUringSqe.SIZE * (tail & entryCount - 1);
    IoUringSqe.set(entries, at, operation, descriptor, data(kind, slot));
    return at;
  }

  private static long data(int kind, int slot) {
    return (long) kind << 32 | slot;
  }

  boolean isFull() {
    return tail - submitted == entryCount;
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
    long at = entry(LinuxIoUring.IORING_OP_RECV, stream.number(), RECV, stream.slot());
    int flags = LinuxIoUring.IOSQE_BUFFER_SELECT;
    IoUringSqe.receive(entries, at, flags, LinuxIoUring.IORING_RECV_MULTISHOT);
    stream.receives();
    tail++;
  }

  /** Ends the receive; its last completion follows. */
  void cancel(RingStream stream) {
    makeRoom();
    if (!stream.isIn() || !stream.isReceiving()) {
      return;
    }
    long at = entry(LinuxIoUring.IORING_OP_ASYNC_CANCEL, -1, CANCEL, stream.slot());
    IoUringSqe.address(entries, at, data(RECV, stream.slot()));
    tail++;
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
    IoUringSqe.length(entries, at, sendEnd + count - start);
    // No call from here on, which might find the end of the stack with one half done.
    sendEnd += count;
    stream.sendEntry = at;
    stream.sendStart = start;
    stream.sendEnd = sendEnd;
    tail += appends ? 0 : 1;
    return true;
  }

  private long sendEntry(RingStream stream, int flags) {
    long at = entry(LinuxIoUring.IORING_OP_SEND, stream.number(), SEND, stream.slot());
    IoUringSqe.address(entries, at, sendMemory.address() + sendEnd);
    IoUringSqe.messageFlags(entries, at, flags | SysSocket.MSG_DONTWAIT);
    return at;
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
    if (provided - held < FEW_BUFFERS) {
      makeBuffersFree();
    }
  }

  private void makeBuffersFree() {
    if (provided < BUFFERS) {
      provideMore();
      return;
    }
    for (int slot = 0; slot < slotCount; slot++) {
      RingStream stream = streams[slot];
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
    while (submitted != tail && failure == null) {
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
      long at = entry(LinuxIoUring.IORING_OP_POLL_ADD, set.number(), EPOLL, 0);
      IoUringSqe.poll(entries, at, SysEpoll.EPOLLIN, LinuxIoUring.IORING_POLL_ADD_MULTI);
      epollArmed = true;
      tail++;
    }
    // Without news of the set there must be no wait.
    int wanted = epollArmed ? completions : 0;
    boolean bounded = wanted > 0 && milliseconds >= 0;
    if (bounded) {
      IoUringGeteventsArg.set(argument, timespec, milliseconds);
    }
    INT.setRelease(queues, (long) offsets.submissionTail(), tail);
    int result =
        kernel.enter(
            errno,
            fd,
            tail - submitted,
            wanted,
            LinuxIoUring.IORING_ENTER_GETEVENTS | (bounded ? LinuxIoUring.IORING_ENTER_EXT_ARG : 0),
            bounded ? argument.address() : 0,
            bounded ? IoUringGeteventsArg.SIZE : 0);
    // Those that were submitted before a wait that ended early are not counted in its result.
    submitted = (int) INT.getAcquire(queues, (long) offsets.submissionHead());
    takeCompletions();
    refusals = isRefusal(result) ? refusals + 1 : 0;
    if (result < 0 && (!isTransient(result) || refusals == MAX_ATTEMPTS)) {
      fail("io_uring_enter failed with errno " + -result, result == -SysErrno.EBADR);
    }
    if (submitted == tail) {
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

  private boolean hasCompletions() {
    return head != (int) INT.getAcquire(queues, (long) offsets.completionTail());
  }

  /** Whether the kernel keeps completions that the queue had no room for. */
  private boolean hasOverflow() {
    int flags = (int) INT.getAcquire(queues, (long) offsets.submissionFlags());
    return (flags & LinuxIoUring.IORING_SQ_CQ_OVERFLOW) != 0;
  }

  /** All of them: a send that was submitted has its completion here. */
  private void takeCompletions() {
    takeQueue();
    for (int i = 0; hasOverflow() && failure == null; i++) {
      int flush = LinuxIoUring.IORING_ENTER_GETEVENTS;
      int result = kernel.enter(errno, fd, 0, 0, flush, 0, 0);
      takeQueue();
      if (hasOverflow() && (i == MAX_ATTEMPTS || result < 0 && !isTransient(result))) {
        fail("completions are lost, io_uring_enter returned " + result, true);
      }
    }
    if ((int) INT.getAcquire(queues, (long) offsets.completionsLost()) != 0) {
      fail("the kernel had no memory for completions", true);
    }
  }

  /** What is handed on may lead to this being called again, so nothing is kept over a step. */
  private void takeQueue() {
    while (hasCompletions()) {
      long at = offsets.completions() + IoUringCqe.SIZE * (head & completionCount - 1);
      long data = IoUringCqe.data(queues, at);
      int result = IoUringCqe.result(queues, at);
      int flags = IoUringCqe.flags(queues, at);
      head++;
      INT.setRelease(queues, (long) offsets.completionHead(), head);
      completed((int) (data >> 32), (int) data, result, flags);
    }
  }

  private void completed(int kind, int slot, int result, int flags) {
    switch (kind) {
      case RECV -> received(streams[slot], result, flags);
      case SEND -> streams[slot].sent(result);
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
      held++;
    }
    if (buffer >= 0 && result <= 0) {
      release(buffer);
    } else if (buffer >= 0) {
      lengths[buffer] = (short) result;
      next[buffer] = -1;
    } else if (result == -SysErrno.ENOBUFS && provided < BUFFERS) {
      provideMore();
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
    for (int slot = 0; slot < slotCount; slot++) {
      RingStream stream = streams[slot];
      if (stream != null) {
        stream.ringEnds(incomplete);
      }
    }
  }

  /** Whether the kernel has not taken an entry of the queue. */
  boolean isQueued(long entry) {
    return ((int) (entry / IoUringSqe.SIZE) - submitted & entryCount - 1) < tail - submitted;
  }

  /**
   * Ends the ring: all connections leave it. The thread that has made it need not be the caller,
   * but must never use it again; what it has not submitted is sent by other means. To be called
   * again where memory was short, and no step is done twice.
   */
  void close() {
    endStreams(false);
    release();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /**
   * Each mapping of the queues holds the kernel's ring, so the receive buffers behind them are
   * unmapped when it has ended: what is under way is cancelled then, and fills no buffer.
   */
  private void release() {
    if (fd >= 0) {
      kernel.close(fd);
      fd = -1;
    }
    for (MemorySegment memory; (memory = mapped.peek()) != null; mapped.remove()) {
      kernel.unmap(memory);
    }
  }
}
