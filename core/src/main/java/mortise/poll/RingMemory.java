package mortise.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import mortise.sys.SysErrno;
import mortise.sys.SysMman;

/** The descriptor of an io_uring(7), its mappings, and the structs for its calls. */
final class RingMemory {
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

  private static final int PROTECTION = SysMman.PROT_READ | SysMman.PROT_WRITE;
  private static final int SHARED = SysMman.MAP_SHARED | SysMman.MAP_POPULATE;
  private static final int OWN =
      SysMman.MAP_PRIVATE | SysMman.MAP_ANONYMOUS | SysMman.MAP_NORESERVE;

  private final RingKernel kernel;
  private final Arena arena = Arena.ofShared();

  // Made before there is something to give back, for which there may be no memory.
  private final LoopFailures failures = new LoopFailures("a ring");
  private final Runnable close = this::close;
  private final ArrayDeque<MemorySegment> mapped = new ArrayDeque<>();

  /** Where calls leave their errno. */
  final MemorySegment errno = arena.allocate(JAVA_INT);

  /** -1 where there is none. */
  private int fd = -1;

  RingMemory(RingKernel kernel) {
    this.kernel = kernel;
  }

  /** A zeroed struct. */
  MemorySegment struct(MemoryLayout layout) {
    return arena.allocate(layout);
  }

  /** io_uring_setup(2). */
  void setup(int entries, MemorySegment params) {
    fd = require("io_uring_setup", kernel.setup(errno, entries, params));
  }

  int fd() {
    return fd;
  }

  static int require(String call, int result) {
    if (result < 0) {
      throw new Unavailable(call, result);
    }
    return result;
  }

  /** Memory that the kernel has made with the ring. */
  MemorySegment map(long size, long offset) {
    return map(size, SHARED, fd, offset);
  }

  /** Memory of its own, which takes no page before it is used. */
  MemorySegment map(long size) {
    return map(size, OWN, -1, 0);
  }

  private MemorySegment map(long size, int flags, int file, long offset) {
    long address = kernel.map(size, PROTECTION, flags, file, offset);
    // The kernel's half of the addresses is negative, and errors are the last page of it.
    require("mmap", (int) Math.min(0, address));
    MemorySegment memory = SysMman.memory(address, size);
    mapped.add(memory);
    return memory;
  }

  /** {@link #close} until it is done, for a ring that could not be made. */
  void closeUntilDone() {
    failures.retryUntilDone(close);
  }

  /**
   * Gives all back. To be called again where memory was short, and no step is done twice.
   *
   * <p>Each mapping of the queues holds the kernel's ring. They were mapped first, so the ring has
   * ended when the receive buffers are unmapped: the kernel cancels what is under way, and fills no
   * buffer.
   */
  void close() {
    if (fd >= 0) {
      kernel.close(fd);
      fd = -1;
    }
    for (MemorySegment memory; (memory = mapped.peek()) != null; mapped.remove()) {
      kernel.unmap(memory);
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
