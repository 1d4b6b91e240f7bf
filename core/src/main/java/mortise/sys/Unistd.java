package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static mortise.sys.Calls.any;
import static mortise.sys.Calls.await;
import static mortise.sys.Calls.call;
import static mortise.sys.Calls.move;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.function;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import mortise.sys.struct.Header;
import mortise.sys.struct.SystemLayer;

/** {@code unistd.h}: what a descriptor of any kind can do. */
@Header("unistd.h")
public final class Unistd {
  private Unistd() {}

  private static final MemorySegment CLOSE = function("close");
  private static final MemorySegment READ = function("read");
  private static final MemorySegment WRITE = function("write");

  /** Where errno of close goes when there is no memory for a segment. */
  private static final int[] SPARE_ERRNO = new int[1];

  /** How often close is tried; an attempt without memory takes as long as the collector does. */
  private static final int MOST_CLOSES = 100;

  private static final MemorySegment SPARE_SEGMENT = ofArray(SPARE_ERRNO);

  static {
    try {
      throw new OutOfMemoryError("rehearsal");
    } catch (OutOfMemoryError _) {
      // The JVM allocates when the first handler of a class is reached: for close that is now.
    }
  }

  /**
   * {@code int close(int fd)}; INSTANT, save for a socket that lingers: {@link #close_waiting}.
   * Closes where there is no memory for the call too, or tries for as long as it may take a
   * collection or two, since the number would leak.
   */
  public static int close(int fd) {
    try {
      return call(CLOSE, fd);
    } catch (OutOfMemoryError e) {
      return closeWithoutMemory(fd);
    }
  }

  /** The linker allocates before the call, where it is not compiled yet; never after it. */
  private static int closeWithoutMemory(int fd) {
    for (int tries = 1; ; tries++) {
      synchronized (SPARE_ERRNO) {
        try {
          long result = any(CLOSE, SPARE_SEGMENT, fd, NULL, NULL, NULL, NULL, NULL);
          return result((int) result, SPARE_ERRNO);
        } catch (OutOfMemoryError e) {
          if (tries == MOST_CLOSES) {
            throw e;
          }
        }
      }
    }
  }

  /** {@code int close(int fd)}; BLOCKING, for a socket with SO_LINGER. */
  public static int close_waiting(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      return result((int) await(CLOSE, errno, fd, NULL, 0, 0), errno);
    }
  }

  private static final class Unlink {
    static final MemorySegment FUNCTION = function("unlinkat");
  }

  /** {@code int unlink(const char *path)}, the path ending in a NUL byte; INSTANT. */
  public static int unlink(MemorySegment path) {
    return call(Unlink.FUNCTION, Fcntl.AT_FDCWD, path, number(0));
  }

  /**
   * {@code ssize_t read(int fd, void *buf, size_t count)}; INSTANT for what is non-blocking, which
   * a file on disk never is.
   */
  public static long read(int fd, MemorySegment buffer) {
    return move(READ, fd, buffer, buffer.byteSize(), 0);
  }

  /**
   * {@code ssize_t write(int fd, const void *buf, size_t count)}; INSTANT as {@link #read} is.
   * Raises SIGPIPE on a socket without reader, which the JVM ignores.
   */
  public static long write(int fd, MemorySegment buffer) {
    return move(WRITE, fd, buffer, buffer.byteSize(), 0);
  }

  /**
   * {@code ssize_t read(int fd, void *buf, size_t count)}; BLOCKING, for what may be blocking.
   * {@code errno} is an off-heap int, and the buffer is off-heap.
   */
  public static long read_waiting(MemorySegment errno, int fd, MemorySegment buffer) {
    return result(await(READ, errno, fd, buffer, buffer.byteSize(), 0), errno);
  }

  /** {@code ssize_t write(int fd, const void *buf, size_t count)}; BLOCKING as the read is. */
  public static long write_waiting(MemorySegment errno, int fd, MemorySegment buffer) {
    return result(await(WRITE, errno, fd, buffer, buffer.byteSize(), 0), errno);
  }

  private static final class Isatty {
    static final MemorySegment FUNCTION = function("isatty");
  }

  /** {@code int isatty(int fd)}: 1, or {@code -ENOTTY} and the like; INSTANT. */
  public static int isatty(int fd) {
    int[] errno = errno();
    int result = (int) any(Isatty.FUNCTION, ofArray(errno), fd, NULL, NULL, NULL, NULL, NULL);
    return result <= 0 ? -errno[0] : result;
  }

  private static final class Readlinkat {
    static final MemorySegment FUNCTION = function("readlinkat");
  }

  /**
   * {@code ssize_t readlinkat(int dirfd, const char *pathname, char *buf, size_t bufsiz)}, the path
   * ending in a NUL byte; INSTANT. The result has no NUL byte, and is cut where it fills the
   * buffer.
   */
  public static int readlinkat(int directory, MemorySegment path, MemorySegment buffer) {
    return call(Readlinkat.FUNCTION, directory, path, buffer, number(buffer.byteSize()));
  }

  private static final class Dup2 {
    static final MemorySegment FUNCTION = function("dup2");
  }

  /** {@code int dup2(int oldfd, int newfd)}; INSTANT. The copy is inherited by child processes. */
  public static int dup2(int from, int to) {
    return call(Dup2.FUNCTION, from, number(to));
  }

  private static final class Dup {
    static final MemorySegment FUNCTION = function("dup");
  }

  /**
   * {@code int dup(int oldfd)}; INSTANT. The copy is inherited by child processes; {@code
   * F_DUPFD_CLOEXEC} makes one that is not.
   */
  public static int dup(int fd) {
    return call(Dup.FUNCTION, fd);
  }

  private static final MemorySegment PIPE2 = function("pipe2");

  /** {@code int pipe2(int pipefd[2], int flags)}; PLAIN. */
  public static int pipe2(int[] descriptors, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(JAVA_INT);
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      int result = (int) pointers(PIPE2, errno, ends, number(flags), NULL);
      if (result == 0) {
        // A segment's own accessors make some seven classes at their first use.
        ends.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer().get(descriptors, 0, 2);
      }
      return result(result, errno);
    }
  }

  private static final class Gethostname {
    static final MethodHandle CALL = instant("gethostname", JAVA_INT, ADDRESS, JAVA_LONG);
  }

  /**
   * {@code int gethostname(char *name, size_t len)}; INSTANT. 65 bytes hold any name and its NUL.
   */
  public static int gethostname(MemorySegment name) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.gethostname(name);
    }
    int[] errno = errno();
    try {
      return result(
          (int) Gethostname.CALL.invokeExact(ofArray(errno), name, name.byteSize()), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Sethostname {
    static final MethodHandle CALL = instant("sethostname", JAVA_INT, ADDRESS, JAVA_LONG);
  }

  /** {@code int sethostname(const char *name, size_t len)}, without a NUL; INSTANT. */
  public static int sethostname(MemorySegment name) {
    if (SystemLayer.PORTABLE) {
      return -SysErrno.ENOSYS;
    }
    int[] errno = errno();
    try {
      return result(
          (int) Sethostname.CALL.invokeExact(ofArray(errno), name, name.byteSize()), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Link {
    static final MemorySegment FUNCTION = function("linkat");
  }

  /**
   * {@code int link(const char *oldpath, const char *newpath)}, both ending in a NUL byte; INSTANT.
   * Fails with EEXIST rather than replace.
   */
  public static int link(MemorySegment from, MemorySegment to) {
    return call(Link.FUNCTION, Fcntl.AT_FDCWD, from, number(Fcntl.AT_FDCWD), to, number(0));
  }

  private static final class Fchownat {
    static final MemorySegment FUNCTION = function("fchownat");
  }

  /**
   * {@code int fchownat(int dirfd, const char *pathname, uid_t owner, gid_t group, int flags)}, the
   * path ending in a NUL byte; INSTANT. -1 leaves an id as it is.
   */
  public static int fchownat(int directory, MemorySegment path, int owner, int group, int flags) {
    return call(Fchownat.FUNCTION, directory, path, number(owner), number(group), number(flags));
  }

  private static final class Fchown {
    static final MemorySegment FUNCTION = function("fchown");
  }

  /** {@code int fchown(int fd, uid_t owner, gid_t group)}; INSTANT. -1 leaves an id as it is. */
  public static int fchown(int fd, int owner, int group) {
    return call(Fchown.FUNCTION, fd, number(owner), number(group));
  }

  private static final class Getpid {
    static final MemorySegment FUNCTION = function("getpid");
  }

  /** {@code pid_t getpid(void)}; INSTANT. */
  public static int getpid() {
    return call(Getpid.FUNCTION, 0);
  }

  private static final class Getuid {
    static final MemorySegment FUNCTION = function("getuid");
  }

  /** {@code uid_t getuid(void)}; INSTANT. */
  public static int getuid() {
    return call(Getuid.FUNCTION, 0);
  }

  private static final class Getgid {
    static final MemorySegment FUNCTION = function("getgid");
  }

  /** {@code gid_t getgid(void)}; INSTANT. */
  public static int getgid() {
    return call(Getgid.FUNCTION, 0);
  }
}
