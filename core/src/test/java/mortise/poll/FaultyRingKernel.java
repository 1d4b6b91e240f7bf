package mortise.poll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import mortise.sys.LinuxIoUring;
import mortise.sys.SysErrno;
import mortise.sys.SysMman;
import mortise.sys.struct.IoUringCqe;
import mortise.sys.struct.IoUringParams;
import mortise.sys.struct.IoUringSqe;

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

  /** The same for a request, by its operation and its number: how it fails without being made. */
  volatile IntBinaryOperator requests;

  /** Run before a call that submits a request of this operation. */
  volatile int watched = -1;

  volatile Runnable beforeWatched;

  /** Has the kernel count completions that it has dropped. */
  volatile boolean dropsCompletions;

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
  private final Map<Integer, Queues> queues = new ConcurrentHashMap<>();
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
      queues.put(fd, new Queues(params));
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
    Queues ofRing = queues.get(fd);
    if (ofRing.submits(watched, submit)) {
      beforeWatched.run();
    }
    if (requests != null) {
      ofRing.spoil(requests, submit);
    }
    int result = super.enter(errno, fd, submit, complete, flags, argument, size);
    ofRing.failSpoiled();
    if (dropsCompletions) {
      ofRing.dropCompletion();
    }
    int instead = enterResults.applyAsInt(number);
    return instead < 0 ? instead : result;
  }

  /** A ring's memory, in which a test changes requests and completions. */
  private static final class Queues {
    /** No operation of the kernel's. */
    private static final byte UNKNOWN = (byte) 200;

    private final IoUringParams.Offsets offsets;
    private final int entries;
    private final int completions;
    private final Map<Long, Integer> spoilt = new HashMap<>();
    private MemorySegment memory;
    private MemorySegment requests;
    private int number;
    private int seen;

    Queues(MemorySegment params) {
      offsets = IoUringParams.offsets(params);
      entries = IoUringParams.entries(params);
      completions = IoUringParams.completions(params);
    }

    void mapped(long offset, MemorySegment mapped) {
      if (offset == LinuxIoUring.IORING_OFF_SQES) {
        requests = mapped;
      } else {
        memory = mapped;
      }
    }

    private long request(int index) {
      return IoUringSqe.SIZE
          * (memory.get(JAVA_INT, offsets.submissionHead()) + index & entries - 1);
    }

    boolean submits(int operation, int count) {
      for (int i = 0; i < count; i++) {
        if (requests.get(JAVA_BYTE, request(i)) == operation) {
          return true;
        }
      }
      return false;
    }

    /** Has requests fail with EINVAL. */
    void spoil(IntBinaryOperator failures, int count) {
      for (int i = 0; i < count; i++) {
        long at = request(i);
        int failure = failures.applyAsInt(requests.get(JAVA_BYTE, at), number++);
        if (failure < 0) {
          requests.set(JAVA_BYTE, at, UNKNOWN);
          spoilt.put(requests.get(JAVA_LONG, at + 32), failure);
        }
      }
      seen = memory.get(JAVA_INT, offsets.completionTail());
    }

    /** Has them fail as the test wants it. */
    void failSpoiled() {
      int tail = memory.get(JAVA_INT, offsets.completionTail());
      for (; !spoilt.isEmpty() && seen != tail; seen++) {
        long at = offsets.completions() + IoUringCqe.SIZE * (seen & completions - 1);
        Integer failure = spoilt.get(IoUringCqe.data(memory, at));
        if (failure != null && IoUringCqe.result(memory, at) == -SysErrno.EINVAL) {
          memory.set(JAVA_INT, at + 8, failure);
          spoilt.remove(IoUringCqe.data(memory, at));
        }
      }
    }

    void dropCompletion() {
      memory.set(JAVA_INT, offsets.completionsLost(), 1);
    }
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
    if (fd >= 0) {
      queues.get(fd).mapped(offset, SysMman.memory(address, size));
    }
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
