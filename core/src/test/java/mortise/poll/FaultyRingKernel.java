package mortise.poll;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import mortise.sys.struct.IoUringParams;

/**
 * The kernel's io_uring, some calls of which fail as a test wants it; counts what is open, so that
 * a test sees what is left, and refuses to give back anything twice.
 */
final class FaultyRingKernel extends RingKernel {
  /** For a call's number, from 0 on: 0 to make it, or {@code -errno} in its place. */
  volatile IntUnaryOperator setups = _ -> 0;

  volatile IntUnaryOperator registers = _ -> 0;
  volatile IntUnaryOperator maps = _ -> 0;
  volatile IntUnaryOperator enters = _ -> 0;

  /** The same for calls that submit nothing and do not wait. */
  volatile IntUnaryOperator looks = _ -> 0;

  /** The same for what a call of io_uring_enter returns although it was made. */
  volatile IntUnaryOperator enterResults = _ -> 0;

  /** Fails where munmap has no memory for its own. */
  volatile IntUnaryOperator unmaps = _ -> 0;

  /** How many calls of a ring were under way within each other at the most, if it is measured. */
  volatile boolean measuresNesting;

  volatile long nesting;

  /** Sizes in place of those that are asked for; 0 for these. */
  volatile int entries;

  volatile int completions;

  final AtomicInteger setupCount = new AtomicInteger();
  final AtomicInteger enterCount = new AtomicInteger();
  private final AtomicInteger registerCount = new AtomicInteger();
  private final AtomicInteger mapCount = new AtomicInteger();
  private final AtomicInteger unmapCount = new AtomicInteger();
  private final Map<Integer, Boolean> descriptors = new ConcurrentHashMap<>();
  private final Map<Long, Long> memory = new ConcurrentHashMap<>();
  private volatile String misuse;

  @Override
  int setup(MemorySegment errno, int wanted, MemorySegment params) {
    int failure = setups.applyAsInt(setupCount.getAndIncrement());
    if (failure < 0) {
      return failure;
    }
    if (completions > 0) {
      int flags = params.get(java.lang.foreign.ValueLayout.JAVA_INT, 8);
      IoUringParams.set(params, flags, completions);
    }
    int fd = super.setup(errno, entries > 0 ? entries : wanted, params);
    if (fd >= 0) {
      descriptors.put(fd, true);
    }
    return fd;
  }

  @Override
  int register(MemorySegment errno, int fd, int operation, MemorySegment argument, int count) {
    int failure = registers.applyAsInt(registerCount.getAndIncrement());
    return failure < 0 ? failure : super.register(errno, fd, operation, argument, count);
  }

  @Override
  int enter(
      MemorySegment errno, int fd, int submit, int complete, int flags, long argument, long size) {
    int number = enterCount.getAndIncrement();
    if (measuresNesting) {
      nesting = Math.max(nesting, nesting());
    }
    int failure = enters.applyAsInt(number);
    if (failure == 0 && submit == 0 && complete == 0) {
      failure = looks.applyAsInt(number);
    }
    if (failure < 0) {
      return failure;
    }
    int result = super.enter(errno, fd, submit, complete, flags, argument, size);
    int instead = enterResults.applyAsInt(number);
    return instead < 0 ? instead : result;
  }

  private static long nesting() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(frame -> frame.getClassName().equals(Ring.class.getName()))
                .filter(frame -> frame.getMethodName().equals("enter"))
                .count());
  }

  @Override
  long map(long size, int protection, int flags, int fd, long offset) {
    int failure = maps.applyAsInt(mapCount.getAndIncrement());
    if (failure < 0) {
      return failure;
    }
    long address = super.map(size, protection, flags, fd, offset);
    memory.put(address, size);
    return address;
  }

  @Override
  int unmap(MemorySegment segment) {
    if (unmaps.applyAsInt(unmapCount.getAndIncrement()) < 0) {
      throw new OutOfMemoryError("the test's");
    }
    if (memory.remove(segment.address()) == null) {
      misuse = "munmap of what is not mapped";
      return 0;
    }
    return super.unmap(segment);
  }

  @Override
  int close(int fd) {
    if (descriptors.remove(fd) == null) {
      misuse = "close of what is not open";
      return 0;
    }
    return super.close(fd);
  }

  int openDescriptors() {
    return descriptors.size();
  }

  /** What is mapped; the receive buffers of a ring that has ended stay for a while. */
  int mappings() {
    return memory.size();
  }

  /** What was given back that was not there, or null. */
  String misuse() {
    return misuse;
  }
}
