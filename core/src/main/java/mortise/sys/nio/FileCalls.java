package mortise.sys.nio;

import static mortise.sys.Fcntl.AT_EMPTY_PATH;
import static mortise.sys.Fcntl.AT_FDCWD;
import static mortise.sys.Fcntl.AT_REMOVEDIR;
import static mortise.sys.Fcntl.AT_SYMLINK_NOFOLLOW;
import static mortise.sys.SysErrno.EAGAIN;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.ENOTDIR;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysStat.S_IFCHR;
import static mortise.sys.SysStat.S_IFDIR;
import static mortise.sys.SysStat.S_IFIFO;
import static mortise.sys.SysStat.S_IFREG;
import static mortise.sys.SysStat.S_IFSOCK;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mortise.sys.Fcntl;
import mortise.sys.SysFile;

/** The calls on files by name, by {@code java.nio.file}. */
final class FileCalls {
  /** S_IFLNK of sys/stat.h. */
  private static final int SYMBOLIC_LINK = 0xa000;

  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int SECONDS = 112;
  private static final int NANOS = 120;
  private static final int DEVICE_MAJOR = 136;
  private static final int DEVICE_MINOR = 140;

  private FileCalls() {}

  /** The path of a call that takes a directory's descriptor and a name relative to it. */
  static Path path(long directory, MemorySegment name) throws IOException {
    Path path = Addresses.path(name);
    if (path.isAbsolute() || (int) directory == AT_FDCWD) {
      return path;
    }
    Path base = Handles.get(directory).path();
    if (base == null) {
      throw new ErrnoException(ENOTDIR);
    }
    return base.resolve(path);
  }

  static FileHandle open(long directory, MemorySegment name, int flags, int mode)
      throws IOException {
    Path path = path(directory, name);
    boolean creates = (flags & Fcntl.O_CREAT) != 0 && !Files.exists(path);
    FileHandle opened = FileHandle.open(path, flags);
    if (creates) {
      // The umask is not known; the owner's permissions and no more are what it never takes away.
      permit(path, mode & 0700, true);
    }
    return opened;
  }

  static void unlink(long directory, MemorySegment name, int flags) throws IOException {
    Path path = path(directory, name);
    boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (folder != ((flags & AT_REMOVEDIR) != 0)) {
      throw new ErrnoException(folder ? mortise.sys.SysErrno.EISDIR : ENOTDIR);
    }
    Files.delete(path);
  }

  static void link(Path from, Path to) throws IOException {
    Files.createLink(to, from); // fails where there is something
  }

  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  static int readlink(long directory, MemorySegment name, MemorySegment buffer) throws IOException {
    String text = Addresses.text(name);
    Path path = path(directory, name);
    Path target =
        text.startsWith("/proc/self/fd/") ? path.toRealPath() : Files.readSymbolicLink(path);
    byte[] bytes = Paths.bytes(target);
    int count = (int) Math.min(bytes.length, buffer.byteSize());
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, count);
    return count;
  }

  /** fchmodat(2). Where files have no such permissions, as on Windows, the directory's hold. */
  static void chmod(Path path, int mode) throws IOException {
    permit(path, mode, false);
  }

  static void permit(Path path, int mode, boolean fresh) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission each : PosixFilePermission.values()) {
      if ((mode & 0400 >> each.ordinal()) != 0) {
        permissions.add(each);
      }
    }
    try {
      Files.setPosixFilePermissions(path, permissions);
    } catch (UnsupportedOperationException _) {
      // There are none.
    } catch (IOException e) {
      if (!fresh) {
        throw e;
      }
    }
  }

  static void chown(Path path, int user, int group, int flags) throws IOException {
    LinkOption[] options = links(flags);
    if (user != -1) {
      Files.setAttribute(path, "unix:uid", user, options);
    }
    if (group != -1) {
      Files.setAttribute(path, "unix:gid", group, options);
    }
  }

  private static LinkOption[] links(int flags) {
    boolean follows = (flags & AT_SYMLINK_NOFOLLOW) == 0;
    return follows ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
  }

  static void lock(FileHandle file, int operation) throws IOException {
    if ((operation & SysFile.LOCK_UN) != 0) {
      throw new ErrnoException(EOPNOTSUPP); // closing the file unlocks it
    }
    if ((operation & SysFile.LOCK_NB) == 0) {
      throw new ErrnoException(EINVAL);
    }
    boolean shared = (operation & SysFile.LOCK_SH) != 0;
    try {
      if (file.file().tryLock(0, Long.MAX_VALUE, shared) == null) {
        throw new ErrnoException(EAGAIN);
      }
    } catch (OverlappingFileLockException e) {
      throw new ErrnoException(EAGAIN);
    }
  }

  static void statx(long directory, MemorySegment name, int flags, MemorySegment s)
      throws IOException {
    s.fill((byte) 0);
    boolean itself = (flags & AT_EMPTY_PATH) != 0 && Addresses.cString(name).length == 0;
    if (itself) {
      Handle handle = Handles.get(directory);
      Path path = handle.path();
      if (path == null) {
        mode(s, kind(handle));
        return;
      }
      status(path, links(handle.statusFlags & Fcntl.O_NOFOLLOW), s, handle.statusFlags);
      return;
    }
    status(path(directory, name), links(flags), s, 0);
  }

  private static int kind(Handle handle) {
    return switch (handle) {
      case SocketHandle _ -> S_IFSOCK | 0777;
      case PipeHandle _ -> S_IFIFO | 0600;
      case StandardHandle standard -> standard.isInput() ? S_IFIFO | 0400 : S_IFCHR | 0200;
      default -> 0;
    };
  }

  private static void mode(MemorySegment s, int mode) {
    s.set(ValueLayout.JAVA_SHORT_UNALIGNED, MODE, (short) mode);
  }

  private static void status(Path path, LinkOption[] links, MemorySegment s, int opened)
      throws IOException {
    LinkOption[] options =
        (opened & Fcntl.O_NOFOLLOW) != 0 ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : links;
    try {
      unix(Files.readAttributes(path, "unix:mode,ino,dev,size,lastModifiedTime", options), s);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      basic(Files.readAttributes(path, BasicFileAttributes.class, options), s);
    }
  }

  private static void unix(Map<String, Object> attributes, MemorySegment s) {
    mode(s, (Integer) attributes.get("mode"));
    s.set(ValueLayout.JAVA_LONG_UNALIGNED, INODE, (Long) attributes.get("ino"));
    long device = (Long) attributes.get("dev");
    s.set(ValueLayout.JAVA_INT_UNALIGNED, DEVICE_MAJOR, (int) (device >>> 32));
    s.set(ValueLayout.JAVA_INT_UNALIGNED, DEVICE_MINOR, (int) device);
    s.set(ValueLayout.JAVA_LONG_UNALIGNED, SIZE, (Long) attributes.get("size"));
    time(s, (FileTime) attributes.get("lastModifiedTime"));
  }

  private static void time(MemorySegment s, FileTime time) {
    s.set(ValueLayout.JAVA_LONG_UNALIGNED, SECONDS, time.to(TimeUnit.SECONDS));
    s.set(ValueLayout.JAVA_INT_UNALIGNED, NANOS, time.toInstant().getNano());
  }

  private static void basic(BasicFileAttributes attributes, MemorySegment s) {
    int kind =
        attributes.isRegularFile()
            ? S_IFREG
            : attributes.isDirectory()
                ? S_IFDIR
                : attributes.isSymbolicLink()
                    ? SYMBOLIC_LINK
                    : S_IFSOCK; // a UNIX socket on Windows
    mode(s, kind | 0600);
    Object key = attributes.fileKey();
    long made = attributes.creationTime().toMillis();
    s.set(ValueLayout.JAVA_LONG_UNALIGNED, INODE, key == null ? made : key.hashCode());
    s.set(ValueLayout.JAVA_LONG_UNALIGNED, SIZE, attributes.size());
    time(s, attributes.lastModifiedTime());
  }

  /** mkfifo(3), which NIO does not have. */
  static IOException fifo() {
    return ErrnoException.needsLinux(mortise.sys.SysErrno.ENOSYS, "a FIFO");
  }
}
