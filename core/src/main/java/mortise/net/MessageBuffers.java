package mortise.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Predicate;
import mortise.sys.SysUio;

/**
 * Memory of a caller that the kernel is given the address of.
 *
 * <p>The linker keeps a segment that is an argument alive for the call, but not one whose address
 * stands in an iovec. Such memory must not go away during the call, so only what no other thread
 * can free is used in place: memory of the calling thread's own arena, and of the global one. All
 * else is copied.
 */
final class MessageBuffers {
  private static final Thread ANOTHER = Thread.ofPlatform().unstarted(() -> {});

  private MessageBuffers() {}

  /** Whether the kernel may work on the memory itself. */
  static boolean isUsableInPlace(MemorySegment segment) {
    return segment.isNative()
        && (segment.scope().equals(Arena.global().scope()) || !segment.isAccessibleBy(ANOTHER));
  }

  /**
   * Which of these segments are used in place: where there are more than the kernel takes in one
   * call, none, since copies have their places beside each other and become one part.
   */
  static Predicate<MemorySegment> of(List<MemorySegment> segments) {
    return segments.size() > SysUio.UIO_MAXIOV ? _ -> false : MessageBuffers::isUsableInPlace;
  }

  /** Throws, before anything is sent, where memory cannot be read. */
  static void checkReadable(List<MemorySegment> segments) {
    for (int i = 0; i < segments.size(); i++) {
      MemorySegment segment = segments.get(i);
      if (!segment.scope().isAlive()) {
        throw new IllegalStateException("the arena of part " + i + ", " + segment + ", is closed");
      }
      if (!segment.isAccessibleBy(Thread.currentThread())) {
        throw new WrongThreadException(
            "part " + i + ", " + segment + ", belongs to another thread");
      }
    }
  }

  /** Throws, before anything is received, where memory cannot be read or written. */
  static void checkWritable(List<MemorySegment> segments) {
    checkReadable(segments);
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).isReadOnly()) {
        throw new IllegalArgumentException("part " + i + ", " + segments.get(i) + ", is read-only");
      }
    }
  }
}
