package mortise.net;

import java.lang.foreign.MemorySegment;
import mortise.sys.Fcntl;
import mortise.sys.SysStat;
import mortise.sys.struct.Statx;
import org.jspecify.annotations.Nullable;

/**
 * Which file of this machine it is, statx(2): two that are open at one time are the same file where
 * these are equal. The number of a file that is gone may come again.
 *
 * @param kind the bits of {@link SysStat#S_IFMT}
 * @param device the device's number
 * @param inode the file's number on the device
 */
record FileIdentity(int kind, long device, long inode) {
  private static final MemorySegment ITSELF = Bytes.cString("");

  /** The identity of the open file, or null if it is unknown. */
  static @Nullable FileIdentity of(OpenFile file) {
    return of(file.fd(), ITSELF, Fcntl.AT_EMPTY_PATH);
  }

  /**
   * The identity of what is at a path, a link there not being followed; null where there is none.
   */
  static @Nullable FileIdentity at(MemorySegment path) {
    return of(Fcntl.AT_FDCWD, path, Fcntl.AT_SYMLINK_NOFOLLOW);
  }

  private static @Nullable FileIdentity of(int directory, MemorySegment path, int flags) {
    MemorySegment s = MemorySegment.ofArray(new byte[Statx.SIZE]);
    if (SysStat.statx(directory, path, flags, SysStat.STATX_BASIC_STATS, s) < 0) {
      return null;
    }
    long device = (long) Statx.stx_dev_major(s) << 32 | Statx.stx_dev_minor(s) & 0xffffffffL;
    return new FileIdentity(Statx.stx_mode(s) & SysStat.S_IFMT, device, Statx.stx_ino(s));
  }

  boolean isSocket() {
    return kind == SysStat.S_IFSOCK;
  }
}
