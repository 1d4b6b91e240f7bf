package mortise.process;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import mortise.sys.Fcntl;
import mortise.sys.SysStat;
import mortise.sys.struct.Statx;

/**
 * What the kernel knows of a file, statx(2).
 *
 * @param inode its number, which no other file of the same file system has meanwhile
 * @param size of its content, in bytes
 * @param modified when its content changed last, as exactly as the file system has it
 */
public record FileStatus(FileType type, long inode, long size, Instant modified) {
  // Numbers of Linux's Documentation/admin-guide/devices.txt.
  private static final int MEMORY_DEVICES = 1;
  private static final int NULL = 3;
  private static final int ZERO = 5;

  /**
   * The status of an open descriptor.
   *
   * @throws DescriptorException when it is not open (EBADF)
   */
  static FileStatus of(int number) throws DescriptorException {
    MemorySegment status = statx(number);
    return new FileStatus(
        FileType.ofMode(number, Statx.stx_mode(status)),
        Statx.stx_ino(status),
        Statx.stx_size(status),
        Instant.ofEpochSecond(Statx.stx_mtime_sec(status), Statx.stx_mtime_nsec(status)));
  }

  private static MemorySegment statx(int number) throws DescriptorException {
    MemorySegment status = MemorySegment.ofArray(new byte[Statx.SIZE]);
    MemorySegment empty = MemorySegment.ofArray(new byte[1]);
    int result =
        SysStat.statx(number, empty, Fcntl.AT_EMPTY_PATH, SysStat.STATX_BASIC_STATS, status);
    DescriptorExceptions.check(result, "fstat", "descriptor " + number);
    return status;
  }

  /**
   * The major number of an open device; 0 for other files.
   *
   * @throws DescriptorException when it is not open (EBADF)
   */
  static int deviceMajor(int number) throws DescriptorException {
    return Statx.stx_rdev_major(statx(number));
  }

  /** Whether a device is {@code /dev/null} or {@code /dev/zero}, null(4). */
  static boolean isMemoryDevice(int number) {
    try {
      MemorySegment status = statx(number);
      int minor = Statx.stx_rdev_minor(status);
      return Statx.stx_rdev_major(status) == MEMORY_DEVICES && (minor == NULL || minor == ZERO);
    } catch (DescriptorException e) {
      return false;
    }
  }
}
