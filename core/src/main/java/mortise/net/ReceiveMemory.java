package mortise.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import mortise.sys.SysMman;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for what is to be received, of a size that the caller names and that may be far
 * more than comes: callers pass Integer.MAX_VALUE for "whatever there is". An arena would write
 * zeros into all of it. Large memory is mapped instead, and the kernel provides the pages that are
 * written.
 */
final class ReceiveMemory implements AutoCloseable {
  /** Up to here malloc and zeros cost less than two system calls. */
  static final long SMALL = 1 << 16;

  private final Arena arena = Arena.ofConfined();
  private final @Nullable MemorySegment mapped;
  private final SegmentAllocator allocator;

  /** Memory for allocations of {@code bytes} in all, each aligned to eight bytes. */
  ReceiveMemory(long bytes) {
    mapped = bytes <= SMALL ? null : map(bytes);
    allocator = mapped == null ? arena : SegmentAllocator.slicingAllocator(mapped);
  }

  private static MemorySegment map(long bytes) {
    int protection = SysMman.PROT_READ | SysMman.PROT_WRITE;
    int flags = SysMman.MAP_PRIVATE | SysMman.MAP_ANONYMOUS | SysMman.MAP_NORESERVE;
    long address = SysMman.mmap(bytes, protection, flags);
    if (address < 0 && address > -4096) {
      throw new OutOfMemoryError(
          "no address space for "
              + bytes
              + " bytes to receive into: mmap: "
              + new Errno((int) -address).name());
    }
    return SysMman.memory(address, bytes);
  }

  /** The arena for what is small. */
  Arena arena() {
    return arena;
  }

  /** The next part of the room. */
  MemorySegment allocate(long bytes) {
    return allocator.allocate(bytes, 8);
  }

  /** What {@link #allocate} takes for so many bytes. */
  static long aligned(long bytes) {
    return bytes + 7 & -8;
  }

  @Override
  public void close() {
    if (mapped != null) {
      SysMman.munmap(mapped);
    }
    arena.close();
  }
}
