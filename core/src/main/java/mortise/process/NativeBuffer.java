package mortise.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;
import mortise.sys.struct.Iovec;

/** Memory outside the heap for one direction of a blocking descriptor. */
final class NativeBuffer {
  /** What one call moves at the most. */
  static final int BYTES = 1 << 17;

  final ReentrantLock lock = new ReentrantLock();

  /** All guarded by the lock. */
  final MemorySegment errno;

  final MemorySegment bytes;
  final MemorySegment vector;

  NativeBuffer() {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(ValueLayout.JAVA_INT);
    bytes = arena.allocate(BYTES);
    // On the heap, which an INSTANT call takes without the linker's help.
    vector = MemorySegment.ofArray(new byte[Iovec.SIZE]);
    Iovec.iov_base(vector, bytes);
  }

  /** The first bytes, as many as another segment has, as a vector of one piece. */
  MemorySegment vector(MemorySegment like) {
    Iovec.iov_len(vector, Math.min(like.byteSize(), BYTES));
    return vector;
  }
}
