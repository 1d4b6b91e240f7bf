package mortise.poll;

import java.lang.foreign.MemorySegment;
import mortise.sys.LinuxIoUring;
import mortise.sys.SysMman;
import mortise.sys.Unistd;

/**
 * The calls of a {@link Ring} to the kernel. A class of its own so that tests can have each of them
 * fail, which a kernel does seldom.
 */
class RingKernel {
  /** io_uring_setup(2): the descriptor or {@code -errno}. The kernel fills in the sizes it made. */
  int setup(MemorySegment errno, int entries, MemorySegment params) {
    return LinuxIoUring.io_uring_setup(errno, entries, params);
  }

  /** io_uring_register(2): 0 or {@code -errno}. */
  int register(MemorySegment errno, int fd, int operation, MemorySegment argument, int count) {
    return LinuxIoUring.io_uring_register(errno, fd, operation, argument, count);
  }

  /** io_uring_enter(2): how many requests were taken, or {@code -errno}; BLOCKING. */
  int enter(
      MemorySegment errno, int fd, int submit, int complete, int flags, long argument, long size) {
    return LinuxIoUring.io_uring_enter(errno, fd, submit, complete, flags, argument, size);
  }

  /** mmap(2): the address or {@code -errno}. */
  long map(long size, int protection, int flags, int fd, long offset) {
    return SysMman.mmap(size, protection, flags, fd, offset);
  }

  /** munmap(2): 0 or {@code -errno}. */
  int unmap(MemorySegment memory) {
    return SysMman.munmap(memory);
  }

  /** close(2) of what {@link #setup} has returned. */
  int close(int fd) {
    return Unistd.close(fd);
  }
}
