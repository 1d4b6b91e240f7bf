package mortise.process;

import mortise.sys.SysStat;
import mortise.sys.Unistd;

/** What a descriptor stands for, inode(7). */
public enum FileType {
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
  public static FileType of(int number) throws DescriptorException {
    return FileStatus.of(number).type();
  }

  /** What the mode of an open descriptor stands for. */
  static FileType ofMode(int number, int mode) {
    return switch (mode & SysStat.S_IFMT) {
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
