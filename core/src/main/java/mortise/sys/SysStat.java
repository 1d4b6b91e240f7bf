package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

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
    static final MemorySegment FUNCTION = function("fchmodat");
  }

  /**
   * {@code int fchmodat(int dirfd, const char *pathname, mode_t mode, int flags)}, the path ending
   * in a NUL byte; INSTANT.
   */
  public static int fchmodat(int directory, MemorySegment path, int mode, int flags) {
    return call(Fchmodat.FUNCTION, directory, path, number(mode), number(flags));
  }

  private static final class Fchmod {
    static final MemorySegment FUNCTION = function("fchmod");
  }

  /**
   * {@code int fchmod(int fd, mode_t mode)}; INSTANT. On a UNIX socket before {@code bind} it sets
   * the mode that the file will have.
   */
  public static int fchmod(int fd, int mode) {
    return call(Fchmod.FUNCTION, fd, number(mode));
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
    return call(StatxCall.FUNCTION, directory, path, number(flags), number(mask), status);
  }

  private static final class Mkfifoat {
    static final MemorySegment FUNCTION = function("mkfifoat");
  }

  /**
   * {@code int mkfifoat(int dirfd, const char *pathname, mode_t mode)}, the path ending in a NUL
   * byte; INSTANT.
   */
  public static int mkfifoat(int directory, MemorySegment path, int mode) {
    return call(Mkfifoat.FUNCTION, directory, path, number(mode));
  }
}
