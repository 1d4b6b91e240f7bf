package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.Shared.ANY;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.function;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code sys/stat.h}: the kind and the mode of a file. */
@Header("sys/stat.h")
public final class SysStat {
  public static final int S_IRWXU = 0700;
  public static final int S_IRWXG = 070;
  public static final int S_IRWXO = 07;

  public static final int S_IFMT = 0170000;
  public static final int S_IFSOCK = 0140000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFBLK = 060000;
  public static final int S_IFDIR = 040000;
  public static final int S_IFCHR = 020000;
  public static final int S_IFIFO = 010000;

  public static final int STATX_BASIC_STATS = 0x7ff;

  private SysStat() {}

  private static final class Fchmodat {
    static final MethodHandle CALL =
        instant("fchmodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  }

  /**
   * {@code int fchmodat(int dirfd, const char *pathname, mode_t mode, int flags)}, the path ending
   * in a NUL byte; INSTANT.
   */
  public static int fchmodat(int directory, MemorySegment path, int mode, int flags) {
    int[] errno = errno();
    try {
      return result(
          (int) Fchmodat.CALL.invokeExact(ofArray(errno), directory, path, mode, flags), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Fchmod {
    static final MethodHandle CALL = instant("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /**
   * {@code int fchmod(int fd, mode_t mode)}; INSTANT. On a UNIX socket before {@code bind} it sets
   * the mode that the file will have.
   */
  public static int fchmod(int fd, int mode) {
    int[] errno = errno();
    try {
      return result((int) Fchmod.CALL.invokeExact(ofArray(errno), fd, mode), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class StatxCall {
    static final MemorySegment FUNCTION = function("statx");
  }

  /**
   * {@code int statx(int dirfd, const char *pathname, int flags, unsigned int mask, struct statx
   * *statxbuf)}, the path ending in a NUL byte; INSTANT.
   */
  public static int statx(
      int directory, MemorySegment path, int flags, int mask, MemorySegment status) {
    int[] errno = errno();
    try {
      return result(
          (int)
              (long)
                  ANY.invokeExact(
                      StatxCall.FUNCTION,
                      ofArray(errno),
                      directory,
                      path,
                      number(flags),
                      number(mask),
                      status,
                      NULL),
          errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Mkfifoat {
    static final MemorySegment FUNCTION = function("mkfifoat");
  }

  /**
   * {@code int mkfifoat(int dirfd, const char *pathname, mode_t mode)}, the path ending in a NUL
   * byte; INSTANT.
   */
  public static int mkfifoat(int directory, MemorySegment path, int mode) {
    int[] errno = errno();
    try {
      return result(
          (int)
              (long)
                  ANY.invokeExact(
                      Mkfifoat.FUNCTION,
                      ofArray(errno),
                      directory,
                      path,
                      number(mode),
                      NULL,
                      NULL,
                      NULL),
          errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
