package mortise.poll;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import mortise.sys.struct.IoUringBuf;
import mortise.sys.struct.IoUringBufReg;

/**
 * The receive buffers of a {@link Ring}: the kernel picks one for each receive from a ring of those
 * that are provided, and a connection gives it back when its bytes are read.
 */
final class ReceiveBuffers {
  private static final int SIZE = 1 << 12;

  /**
   * From one buffer to the next. A multiple of the page size would have all buffers begin in the
   * same set of a CPU's cache, which has room for few of them.
   */
  private static final int STRIDE = SIZE + 64;

  /** Buffers at most; of the ring that hands them out a power of two. */
  private static final int COUNT = 4096;

  /** The ring hands out each in turn, so few are provided at first, which stay in the cache. */
  private static final int FIRST = 64;

  /** With fewer that are free, more are provided, or connections that hold several leave. */
  private static final int FEW = 128;

  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final MemorySegment ring;
  private final MemorySegment memory;
  private int tail;
  private int provided;

  /** Buffers with bytes that a connection has not read. */
  private int held;

  /** Of a buffer with bytes: the next one of its connection, and how many bytes. */
  private final short[] next = new short[COUNT];

  private final short[] lengths = new short[COUNT];

  /** Maps them; {@link #register} has the kernel pick from them. */
  ReceiveBuffers(RingMemory mappings) {
    ring = mappings.map(IoUringBuf.SIZE * COUNT);
    memory = mappings.map((long) STRIDE * COUNT);
  }

  /** Fills in a registration, and provides the first of them. */
  void register(MemorySegment registration) {
    IoUringBufReg.set(registration, ring.address(), COUNT);
    provideMore();
  }

  void provideMore() {
    int target = Math.min(Math.max(FIRST, 2 * provided), COUNT);
    for (; provided < target; provided++) {
      provide(provided);
    }
  }

  boolean areAllProvided() {
    return provided == COUNT;
  }

  boolean areFew() {
    return provided - held < FEW;
  }

  /** Nothing has changed where this ends for want of stack. */
  private void provide(int buffer) {
    long address = memory.address() + (long) STRIDE * buffer;
    IoUringBuf.set(ring, tail & COUNT - 1, address, SIZE, buffer);
    SHORT.setRelease(ring, IoUringBuf.TAIL, (short) (tail + 1));
    tail++;
  }

  /** Records that the kernel has taken a buffer, and filled it. */
  void received(int buffer, int length) {
    held++;
    lengths[buffer] = (short) length;
    next[buffer] = -1;
  }

  /** Provides a buffer again that has been read. */
  void release(int buffer) {
    provide(buffer);
    held--;
  }

  int length(int buffer) {
    return lengths[buffer];
  }

  /** The one of the same connection that was received next, or -1. */
  int next(int buffer) {
    return next[buffer];
  }

  void append(int last, int buffer) {
    next[last] = (short) buffer;
  }

  void copy(int buffer, int from, byte[] into, int offset, int count) {
    MemorySegment.copy(memory, JAVA_BYTE, (long) STRIDE * buffer + from, into, offset, count);
  }
}
