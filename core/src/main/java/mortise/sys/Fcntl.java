package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.call;
import static mortise.sys.Calls.longCall;
import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code fcntl.h}: descriptors and their flags, opening, splicing. */
@Header("fcntl.h")
public final class Fcntl {
  public static final int F_DUPFD = 0;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;

  public static final int F_SETPIPE_SZ = 1031;
  public static final int F_GETPIPE_SZ = 1032;
  public static final int F_DUPFD_CLOEXEC = 1030;

  public static final int FD_CLOEXEC = 1;

  public static final int O_ACCMODE = 0x3;
  public static final int O_RDONLY = 0x0;
  public static final int O_WRONLY = 0x1;
  public static final int O_RDWR = 0x2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NOCTTY = 0x100;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_SYNC = 0x101000;
  public static final int O_ASYNC = 0x2000;

  public static final int O_CLOEXEC = 0x80000;
  public static final int O_NOATIME = 0x40000;
  public static final int O_PATH = 0x200000;
  public static final int O_DSYNC = 0x1000;

  // These three are numbered differently on aarch64, as on 32-bit ARM.
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  public static final int O_DIRECT = ARM ? 0x10000 : 0x4000;

  public static final int AT_FDCWD = -100;

  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_EACCESS = 0x200;

  public static final int SPLICE_F_MOVE = 1;
  public static final int SPLICE_F_NONBLOCK = 2;
  public static final int SPLICE_F_MORE = 4;
  public static final int SPLICE_F_GIFT = 8;

  private Fcntl() {}

  private static final MemorySegment FCNTL = function("fcntl");

  /** {@code int fcntl(int fd, int cmd, int arg)}; INSTANT with the commands above. */
  public static int fcntl(int fd, int command, int argument) {
    return call(FCNTL, fd, number(command), number(argument));
  }

  private static final MemorySegment OPENAT = function("openat");

  /**
   * {@code int openat(int dirfd, const char *pathname, int flags, mode_t mode)}, the path ending in
   * a NUL byte; INSTANT for what is not a FIFO or device.
   */
  public static int openat(int directory, MemorySegment path, int flags, int mode) {
    return call(OPENAT, directory, path, number(flags), number(mode));
  }

  private static final MemorySegment SPLICE = function("splice");

  /**
   * {@code ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len,
   * unsigned int flags)} without offsets; INSTANT between pipes and sockets that are non-blocking,
   * with {@link #SPLICE_F_NONBLOCK}. A file may have to be read from disk: use {@link SysSendfile}
   * for that.
   */
  public static long splice(int in, int out, long length, int flags) {
    return longCall(SPLICE, in, NULL, number(out), NULL, number(length), number(flags));
  }

  /**
   * {@code splice} again; PLAIN, for a file on either side, which may have to wait for its disk.
   * {@code errno} is an off-heap int.
   */
  public static long splice(MemorySegment errno, int in, int out, long length, int flags) {
    return result(
        pointers(SPLICE, errno, number(in), NULL, number(out), NULL, number(length), number(flags)),
        errno);
  }
}
