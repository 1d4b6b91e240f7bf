package mortise.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code sys/syscall.h}: system calls that libc has no function for on all systems. */
@Header("sys/syscall.h")
public final class SysSyscall {
  /** libc's {@code pidfd_open} came with glibc 2.36. */
  public static final int SYS_pidfd_open = 434;

  private SysSyscall() {}

  private static final class Syscall {
    static final MemorySegment FUNCTION = function("syscall");
  }

  /** {@code int pidfd_open(pid_t pid, unsigned int flags)}; PLAIN. The descriptor is CLOEXEC. */
  public static int pidfd_open(int pid, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      return (int)
          result(
              pointers(Syscall.FUNCTION, errno, number(SYS_pidfd_open), number(pid), number(flags)),
              errno);
    }
  }
}
