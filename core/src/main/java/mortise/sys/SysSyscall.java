package mortise.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Calls.call;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.OpenHow;

/** {@code sys/syscall.h}: system calls that libc has no function for on all systems. */
@Header("sys/syscall.h")
public final class SysSyscall {
  /** libc's {@code pidfd_open} came with glibc 2.36. */
  public static final int SYS_pidfd_open = 434;

  /** libc has no {@code openat2}; Linux 5.6. */
  public static final int SYS_openat2 = 437;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  /** libc's {@code getdents64} came with glibc 2.30. */
  public static final int SYS_getdents64 = ARM ? 61 : 217;

  /** libc's {@code ppoll} begins with a pointer, as no INSTANT shape does. */
  public static final int SYS_ppoll = ARM ? 73 : 271;

  /** The bytes of the kernel's set of signals. */
  private static final int SIGSET = 8;

  /** A {@code struct timespec} of zeros, which the kernel leaves as it is. */
  private static final MemorySegment AT_ONCE = MemorySegment.ofArray(new long[2]);

  private SysSyscall() {}

  private static final class Syscall {
    static final MemorySegment FUNCTION = function("syscall");
  }

  /**
   * {@code int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo, const sigset_t
   * *sigmask)} that does not wait; INSTANT.
   */
  static int ppoll(MemorySegment fds, long count) {
    return call(
        Syscall.FUNCTION,
        SYS_ppoll,
        fds,
        number(count),
        AT_ONCE,
        MemorySegment.NULL,
        number(SIGSET));
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

  /**
   * {@code long openat2(int dirfd, const char *pathname, struct open_how *how, size_t size)};
   * PLAIN. {@code errno} is an off-heap int, {@code path} is off-heap and ends in a NUL byte,
   * {@code how} is an off-heap {@link OpenHow}.
   */
  public static int openat2(
      MemorySegment errno, int directory, MemorySegment path, MemorySegment how) {
    return (int)
        result(
            pointers(
                Syscall.FUNCTION,
                errno,
                number(SYS_openat2),
                number(directory),
                path,
                how,
                number(OpenHow.SIZE),
                MemorySegment.NULL),
            errno);
  }

  /**
   * {@code ssize_t getdents64(int fd, void *dirp, size_t count)}; PLAIN. {@code errno} is an
   * off-heap int, and the buffer is off-heap. It receives records of {@code struct linux_dirent64}:
   * 16 bytes, the record's length in two, the type in one, the name and a NUL byte.
   */
  public static int getdents64(MemorySegment errno, int directory, MemorySegment buffer) {
    return (int)
        result(
            pointers(
                Syscall.FUNCTION,
                errno,
                number(SYS_getdents64),
                number(directory),
                buffer,
                number(buffer.byteSize())),
            errno);
  }
}
