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
  /**
   * The status of an open descriptor.
   *
   * @throws DescriptorException when it is not open (EBADF)
   */
  static FileStatus of(int number) throws DescriptorException {
    MemorySegment status = MemorySegment.ofArray(new byte[Statx.SIZE]);
    MemorySegment empty = MemorySegment.ofArray(new byte[1]);
    int result =
        SysStat.statx(number, empty, Fcntl.AT_EMPTY_PATH, SysStat.STATX_BASIC_STATS, status);
    DescriptorExceptions.check(result, "fstat", "descriptor " + number);
    return new FileStatus(
        FileType.ofMode(number, Statx.stx_mode(status)),
        Statx.stx_ino(status),
        Statx.stx_size(status),
        Instant.ofEpochSecond(Statx.stx_mtime_sec(status), Statx.stx_mtime_nsec(status)));
  }
}
