package mortise.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static mortise.sys.Calls.call;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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

  /** libc's {@code gettid} came with glibc 2.30. */
  public static final int SYS_gettid = ARM ? 178 : 186;

  /** libc's {@code send} and {@code recv} are these, with a null address. */
  static final long SYS_sendto = ARM ? 206 : 44;

  static final long SYS_recvfrom = ARM ? 207 : 45;

  /** The bytes of the kernel's set of signals. */
  private static final int SIGSET = 8;

  /** A {@code struct timespec} of zeros, which the kernel leaves as it is. */
  private static final MemorySegment AT_ONCE = MemorySegment.ofArray(new long[2]);

  private SysSyscall() {}

  private static final class Syscall {
    static final MemorySegment FUNCTION = function("syscall");
  }

  /**
   * INSTANT {@code long syscall(long number, int fd, pointer, long length, int flags, long)} for
   * heap arrays alone: sendto and recvfrom without libc's functions, which make two atomic changes
   * around each call, for the cancellation of threads, as soon as a process has more than one. The
   * last one is the null address; the kernel does not look at its length, which is left out.
   */
  static final class Transfer {
    static final MemorySegment FUNCTION = Syscall.FUNCTION;
    static final MethodHandle CALL =
        Native.instant(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG));

    private Transfer() {}
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

  /** {@code pid_t gettid(void)}, of the thread that carries a virtual one; INSTANT. */
  public static int gettid() {
    return call(Syscall.FUNCTION, SYS_gettid);
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
