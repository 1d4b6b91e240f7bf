package mortise.poll;

import java.lang.foreign.MemorySegment;

/**
 * One try of one system call on a non-blocking descriptor.
 *
 * <p>The memory and the flags are handed through so that the calls of the hot path need not capture
 * them: a method reference such as {@code SysSocket::recv} is made once.
 */
@FunctionalInterface
public interface Attempt {
  /** The call's result, or {@code -errno}. */
  long on(int fd, MemorySegment memory, int flags);
}
