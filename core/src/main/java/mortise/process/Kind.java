package mortise.process;

import java.lang.foreign.MemorySegment;
import mortise.sys.Fcntl;
import mortise.sys.Statx;
import mortise.sys.SysStat;
import mortise.sys.Unistd;

/** What a descriptor stands for, inode(7). */
public enum Kind {
  /** A pipe or FIFO. */
  PIPE,

  /** A regular file. */
  FILE,

  /** A character device that is a terminal. */
  TERMINAL,

  /** A socket of any family. */
  SOCKET,

  /** Another device, such as {@code /dev/null}. */
  DEVICE,

  DIRECTORY,

  /** What has no file type, such as an epoll set. */
  OTHER;

  /**
   * What a descriptor of this process stands for.
   *
   * @throws DescriptorException when it is not open (EBADF)
   */
  public static Kind of(int number) throws DescriptorException {
    MemorySegment status = MemorySegment.ofArray(new byte[Statx.SIZE]);
    MemorySegment empty = MemorySegment.ofArray(new byte[1]);
    int mask = SysStat.STATX_BASIC_STATS;
    int result = SysStat.statx(number, empty, Fcntl.AT_EMPTY_PATH, mask, status);
    Failures.check(result, "fstat", "descriptor " + number);
    return switch (Statx.stx_mode(status) & SysStat.S_IFMT) {
      case SysStat.S_IFIFO -> PIPE;
      case SysStat.S_IFREG -> FILE;
      case SysStat.S_IFSOCK -> SOCKET;
      case SysStat.S_IFDIR -> DIRECTORY;
      case SysStat.S_IFBLK -> DEVICE;
      case SysStat.S_IFCHR -> Unistd.isatty(number) == 1 ? TERMINAL : DEVICE;
      default -> OTHER;
    };
  }
}
