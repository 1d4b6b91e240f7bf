package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mortise.net.ByteText;
import mortise.sys.Fcntl;
import mortise.sys.LinuxOpenat2;
import mortise.sys.SysErrno;
import mortise.sys.SysSyscall;
import mortise.sys.Unistd;
import mortise.sys.struct.OpenHow;

/**
 * An open directory that resolves paths from a peer: files outside of it are not reached, by links,
 * by the path, or by concurrent renames. Names are bytes, as the kernel has them.
 *
 * <p>A path is resolved by openat2(2) with RESOLVE_BENEATH. A link that is absolute, and a kernel
 * without that call, take a second way: the file is pinned by an O_PATH descriptor first, and where
 * it lies is asked of that descriptor then, which no rename can make untrue.
 *
 * <p>A call may wait for a disk, and holds its carrier thread meanwhile. One thread uses an object.
 */
public final class Directory implements Closeable {
  private static final int LONGEST_PATH = 4096;
  private static final int LISTING_BYTES = 1 << 15;

  /** openat2(2): a rename nearby may be in the way of {@code ..}, and the call is tried again. */
  private static final int ATTEMPTS = 16;

  private int number;

  private Directory(int number) {
    this.number = number;
  }

  /**
   * Opens a directory, links followed.
   *
   * @throws java.nio.file.FileSystemException when it cannot be opened, or is none
   */
  public static Directory open(Path path) throws IOException {
    int flags = Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
    int result = Fcntl.openat(Fcntl.AT_FDCWD, FileOpener.cString(ByteText.of(path)), flags, 0);
    return new Directory(FileOpener.opened(path, result));
  }

  /** The directory that a descriptor of this process refers to. */
  static Directory at(int referring) throws IOException {
    int flags = Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
    int result = Fcntl.openat(referring, FileOpener.cString("."), flags, 0);
    if (result == -SysErrno.EACCES) {
      throw new AccessDeniedException("a directory");
    }
    return new Directory(DescriptorExceptions.check(result, "open", "a directory"));
  }

  /**
   * Finds the file of a relative path, links followed. A regular file is open for reading; another
   * one is only referred to, so that no FIFO waits and no device is touched.
   *
   * @return nothing where there is no such file, or where it lies outside of this directory
   * @throws AccessDeniedException when it may not be read, or a directory above it not be searched
   * @throws DescriptorException for another failure, such as EMFILE
   */
  public Optional<FileReference> find(byte[] path) throws IOException {
    int pinned = resolve(path);
    return pinned < 0 ? Optional.empty() : Optional.of(FileReference.of(pinned));
  }

  /**
   * The status of the file that {@link #find} would find, whether it may be read or not.
   *
   * @throws AccessDeniedException when a directory above it may not be searched
   * @throws DescriptorException for another failure, such as EMFILE
   */
  public Optional<FileStatus> status(byte[] path) throws IOException {
    int pinned = resolve(path);
    if (pinned < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileStatus.of(pinned));
    } finally {
      Unistd.close(pinned);
    }
  }

  /** An O_PATH descriptor, or -1. */
  private int resolve(byte[] relative) throws IOException {
    byte[] path = relative.length == 0 ? new byte[] {'.'} : relative;
    if (path.length >= LONGEST_PATH || path[0] == '/' || contains(path, (byte) 0)) {
      return -1;
    }
    int result = openBeneath(path);
    if (result == -SysErrno.EXDEV || result == -SysErrno.ENOSYS || result == -SysErrno.EPERM) {
      result = checked(path);
    }
    return switch (-result) {
      case SysErrno.ENOENT,
          SysErrno.ENOTDIR,
          SysErrno.ENAMETOOLONG,
          SysErrno.ELOOP,
          SysErrno.EXDEV,
          SysErrno.EAGAIN ->
          -1;
      case SysErrno.EACCES, SysErrno.EPERM ->
          throw new AccessDeniedException(new String(path, StandardCharsets.UTF_8));
      default -> DescriptorExceptions.check(result, "open", "a path of " + path.length + " bytes");
    };
  }

  private int openBeneath(byte[] path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment name = arena.allocate(path.length + 1L);
      MemorySegment.copy(path, 0, name, ValueLayout.JAVA_BYTE, 0, path.length);
      MemorySegment how = arena.allocate(OpenHow.LAYOUT);
      int resolve = LinuxOpenat2.RESOLVE_BENEATH | LinuxOpenat2.RESOLVE_NO_MAGICLINKS;
      OpenHow.fill(how, Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0, resolve);
      int result = -SysErrno.EAGAIN;
      for (int i = 0; i < ATTEMPTS && isTransient(result); i++) {
        result = SysSyscall.openat2(errno, number, name, how);
      }
      return result;
    }
  }

  private static boolean isTransient(int result) {
    return result == -SysErrno.EAGAIN || result == -SysErrno.EINTR;
  }

  /** Pins first, and then asks the kernel where the pinned file is. */
  private int checked(byte[] path) throws DescriptorException {
    MemorySegment name = MemorySegment.ofArray(Arrays.copyOf(path, path.length + 1));
    int pinned = Fcntl.openat(number, name, Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0);
    if (pinned < 0) {
      return pinned;
    }
    byte[] here = place(number);
    byte[] there = place(pinned);
    if (isBeneath(here, there)) {
      return pinned;
    }
    Unistd.close(pinned);
    return -SysErrno.EXDEV;
  }

  /** The path of an open file, proc(5); empty where it has none that can be trusted. */
  private static byte[] place(int number) {
    MemorySegment link = FileOpener.cString("/proc/self/fd/" + number);
    byte[] place = new byte[LONGEST_PATH];
    int length = Unistd.readlinkat(Fcntl.AT_FDCWD, link, MemorySegment.ofArray(place));
    return length <= 0 || length == place.length ? new byte[0] : Arrays.copyOf(place, length);
  }

  static boolean isBeneath(byte[] directory, byte[] file) {
    if (directory.length == 0 || directory[0] != '/' || file.length < directory.length) {
      return false;
    }
    if (!Arrays.equals(directory, 0, directory.length, file, 0, directory.length)) {
      return false;
    }
    boolean isRoot = directory.length == 1;
    return isRoot || file.length == directory.length || file[directory.length] == '/';
  }

  private static boolean contains(byte[] bytes, byte wanted) {
    for (byte one : bytes) {
      if (one == wanted) {
        return true;
      }
    }
    return false;
  }

  /**
   * The names in this directory, in no order, without {@code .} and {@code ..}.
   *
   * @throws AccessDeniedException when it may not be read
   */
  public List<byte[]> names() throws IOException {
    int listed =
        Fcntl.openat(number, FileOpener.cString("."), Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, 0);
    if (listed == -SysErrno.EACCES) {
      throw new AccessDeniedException("a directory");
    }
    DescriptorExceptions.check(listed, "open", "a directory");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment records = arena.allocate(LISTING_BYTES, Long.BYTES);
      List<byte[]> names = new ArrayList<>();
      while (true) {
        int length = SysSyscall.getdents64(errno, listed, records);
        if (DescriptorExceptions.check(length, "getdents64", "a directory") == 0) {
          return names;
        }
        add(records.asSlice(0, length).asByteBuffer().order(ByteOrder.nativeOrder()), names);
      }
    } finally {
      Unistd.close(listed);
    }
  }

  /** {@code struct linux_dirent64}: inode 8, offset 8, length 2, type 1, name and a NUL byte. */
  private static void add(ByteBuffer records, List<byte[]> names) {
    for (int at = 0; at < records.limit(); at += records.getShort(at + 16) & 0xffff) {
      int begin = at + 19;
      int end = begin;
      while (records.get(end) != 0) {
        end++;
      }
      byte[] name = new byte[end - begin];
      records.get(begin, name);
      boolean isItself = name.length == 1 && name[0] == '.';
      boolean isParent = name.length == 2 && name[0] == '.' && name[1] == '.';
      if (!isItself && !isParent) {
        names.add(name);
      }
    }
  }

  /** Ends the use of the directory; a second time it does nothing. */
  @Override
  public void close() {
    if (number >= 0) {
      Unistd.close(number);
      number = -1;
    }
  }
}
