package mortise.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import mortise.sys.LinuxIoUring;
import mortise.sys.SysEpoll;
import mortise.sys.SysSocket;
import mortise.sys.struct.IoUringCqe;
import mortise.sys.struct.IoUringGeteventsArg;
import mortise.sys.struct.IoUringParams;
import mortise.sys.struct.IoUringSqe;
import mortise.sys.struct.Timespec;

/**
 * The submission queue and the completion queue of an io_uring(7), and the calls that move both:
 * one request, and one completion, at a time.
 *
 * <p>An entry belongs to the queue when {@link #add} has moved the tail behind it, so that none is
 * submitted half filled where the stack ends in between.
 */
final class RingQueues {
  private static final int ENTRIES = 1024;
  private static final int COMPLETIONS = 8192;
  private static final int LOOK = LinuxIoUring.IORING_ENTER_GETEVENTS;
  private static final int WAIT_BOUNDED = LOOK | LinuxIoUring.IORING_ENTER_EXT_ARG;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final RingKernel kernel;
  private final RingMemory memory;
  private final MemorySegment argument;
  private final MemorySegment timespec;
  private final IoUringParams.Offsets offsets;

  /** How many entries and completions there is room for, each a power of two. */
  private final int entryCount;

  private final int completionCount;

  /** Both queues' heads and tails, and the completions. */
  private final MemorySegment queues;

  private final MemorySegment entries;

  /** The next entry; those from {@code submitted} on have not been seen by the kernel. */
  private int tail;

  private int submitted;

  /** The next completion. */
  private int head;

  /** Makes the ring, for the calling thread. */
  RingQueues(RingKernel kernel, RingMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
    argument = memory.struct(IoUringGeteventsArg.LAYOUT);
    timespec = memory.struct(Timespec.LAYOUT);
    MemorySegment params = memory.struct(IoUringParams.LAYOUT);
    IoUringParams.set(
        params,
        LinuxIoUring.IORING_SETUP_CQSIZE
            | LinuxIoUring.IORING_SETUP_SUBMIT_ALL
            | LinuxIoUring.IORING_SETUP_SINGLE_ISSUER
            | LinuxIoUring.IORING_SETUP_DEFER_TASKRUN,
        COMPLETIONS);
    memory.setup(ENTRIES, params);
    offsets = IoUringParams.offsets(params);
    entryCount = IoUringParams.entries(params);
    completionCount = IoUringParams.completions(params);
    long size =
        Math.max(
            offsets.array() + (long) Integer.BYTES * entryCount,
            offsets.completions() + IoUringCqe.SIZE * completionCount);
    queues = memory.map(size, LinuxIoUring.IORING_OFF_SQ_RING);
    entries = memory.map(IoUringSqe.SIZE * entryCount, LinuxIoUring.IORING_OFF_SQES);
    for (int i = 0; i < entryCount; i++) {
      queues.set(JAVA_INT, offsets.array() + (long) Integer.BYTES * i, i);
    }
  }

  /** How many entries there is room for. */
  int size() {
    return entryCount;
  }

  boolean isFull() {
    return tail - submitted == entryCount;
  }

  /** Whether the kernel has taken all entries. */
  boolean isSubmitted() {
    return tail == submitted;
  }

  /** Whether the kernel has not taken an entry of the queue. */
  boolean isQueued(long entry) {
    return ((int) (entry / IoUringSqe.SIZE) - submitted & entryCount - 1) < tail - submitted;
  }

  /** Adds the entry that was filled last. There has to be room for it. */
  void add() {
    tail++;
  }

  private long entry(int operation, int descriptor, long data) {
    long at = IoUringSqe.SIZE * (tail & entryCount - 1);
    IoUringSqe.set(entries, at, operation, descriptor, data);
    return at;
  }

  /** Fills an entry that receives into buffers of the kernel's choice, again and again. */
  void receive(int descriptor, long data) {
    long at = entry(LinuxIoUring.IORING_OP_RECV, descriptor, data);
    int flags = LinuxIoUring.IOSQE_BUFFER_SELECT;
    IoUringSqe.receive(entries, at, flags, LinuxIoUring.IORING_RECV_MULTISHOT);
  }

  /** Fills an entry that cancels the request with data {@code other}. */
  void cancel(long other, long data) {
    long at = entry(LinuxIoUring.IORING_OP_ASYNC_CANCEL, -1, data);
    IoUringSqe.address(entries, at, other);
  }

  /** Fills an entry that has a set's news reported until its completion says otherwise. */
  void poll(int descriptor, long data) {
    long at = entry(LinuxIoUring.IORING_OP_POLL_ADD, descriptor, data);
    IoUringSqe.poll(entries, at, SysEpoll.EPOLLIN, LinuxIoUring.IORING_POLL_ADD_MULTI);
  }

  /** Fills an entry that sends without waiting; {@link #length} is still to be set. */
  long send(int descriptor, long address, int flags, long data) {
    long at = entry(LinuxIoUring.IORING_OP_SEND, descriptor, data);
    IoUringSqe.address(entries, at, address);
    IoUringSqe.messageFlags(entries, at, flags | SysSocket.MSG_DONTWAIT);
    return at;
  }

  /** Sets how many bytes an entry sends that the kernel has not seen. */
  void length(long entry, int length) {
    IoUringSqe.length(entries, entry, length);
  }

  /**
   * io_uring_enter(2): submits all entries, and waits for so many completions; BLOCKING, where that
   * is not 0.
   *
   * @param milliseconds how long it may wait, -1 for ever
   * @return the number of entries that were submitted, as the kernel counts it, or {@code -errno}
   */
  int enter(int completions, int milliseconds) {
    boolean bounded = completions > 0 && milliseconds >= 0;
    if (bounded) {
      IoUringGeteventsArg.set(argument, timespec, milliseconds);
    }
    INT.setRelease(queues, (long) offsets.submissionTail(), tail);
    int result =
        kernel.enter(
            memory.errno,
            memory.fd(),
            tail - submitted,
            completions,
            bounded ? WAIT_BOUNDED : LOOK,
            bounded ? argument.address() : 0,
            bounded ? IoUringGeteventsArg.SIZE : 0);
    // Those that were submitted before a wait that ended early are not counted in its result.
    submitted = (int) INT.getAcquire(queues, (long) offsets.submissionHead());
    return result;
  }

  /** Has the kernel queue completions that there was no room for. */
  int flush() {
    return kernel.enter(memory.errno, memory.fd(), 0, 0, LOOK, 0, 0);
  }

  boolean hasCompletions() {
    return head != (int) INT.getAcquire(queues, (long) offsets.completionTail());
  }

  /** Whether the kernel keeps completions that the queue had no room for. */
  boolean hasOverflow() {
    int flags = (int) INT.getAcquire(queues, (long) offsets.submissionFlags());
    return (flags & LinuxIoUring.IORING_SQ_CQ_OVERFLOW) != 0;
  }

  /** Whether the kernel has dropped completions, as it had no memory to keep them. */
  boolean hasLost() {
    return (int) INT.getAcquire(queues, (long) offsets.completionsLost()) != 0;
  }

  private long completion() {
    return offsets.completions() + IoUringCqe.SIZE * (head & completionCount - 1);
  }

  /** Of the first completion: what its request was given along. */
  long data() {
    return IoUringCqe.data(queues, completion());
  }

  /** Of the first completion: the result, or {@code -errno}. */
  int result() {
    return IoUringCqe.result(queues, completion());
  }

  int flags() {
    return IoUringCqe.flags(queues, completion());
  }

  /** Removes the first completion. */
  void removeCompletion() {
    INT.setRelease(queues, (long) offsets.completionHead(), head + 1);
    head++;
  }
}
