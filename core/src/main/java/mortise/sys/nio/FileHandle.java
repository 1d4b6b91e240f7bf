package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysErrno.EBADF;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.EISDIR;
import static mortise.sys.SysErrno.ELOOP;
import static mortise.sys.SysErrno.ENOTDIR;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import mortise.sys.Fcntl;

/** A file that is open, or a path that is only named (O_PATH). */
final class FileHandle extends Handle {
  private final Path path;

  /** Null for O_PATH, and for a directory. */
  private final FileChannel channel;

  private FileHandle(Path path, FileChannel channel, int flags) {
    this.path = path;
    this.channel = channel;
    this.statusFlags = flags & ~(Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_TRUNC | Fcntl.O_CLOEXEC);
  }

  /** openat(2); permissions of a file that is made are the system's. */
  static FileHandle open(Path path, int flags) throws IOException {
    boolean follows = (flags & Fcntl.O_NOFOLLOW) == 0;
    if ((flags & Fcntl.O_PATH) != 0) {
      if (!follows ? !Files.exists(path, LinkOption.NOFOLLOW_LINKS) : !Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      if ((flags & Fcntl.O_DIRECTORY) != 0 && !Files.isDirectory(path)) {
        throw new ErrnoException(ENOTDIR);
      }
      return new FileHandle(path.toAbsolutePath(), null, flags);
    }
    if (!follows && Files.isSymbolicLink(path)) {
      throw new ErrnoException(ELOOP);
    }
    if (Files.isDirectory(path)) {
      if ((flags & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY) {
        throw new ErrnoException(EISDIR);
      }
      return new FileHandle(path.toAbsolutePath(), null, flags);
    }
    if ((flags & Fcntl.O_DIRECTORY) != 0) {
      throw new ErrnoException(Files.exists(path) ? ENOTDIR : mortise.sys.SysErrno.ENOENT);
    }
    return new FileHandle(path.toAbsolutePath(), FileChannel.open(path, options(flags)), flags);
  }

  private static Set<OpenOption> options(int flags) {
    Set<OpenOption> options = new HashSet<>();
    int access = flags & Fcntl.O_ACCMODE;
    boolean appends = (flags & Fcntl.O_APPEND) != 0;
    if (access != Fcntl.O_WRONLY && !appends) {
      options.add(StandardOpenOption.READ);
    }
    if (access != Fcntl.O_RDONLY) {
      options.add(appends ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
      if ((flags & Fcntl.O_CREAT) != 0) {
        boolean fresh = (flags & Fcntl.O_EXCL) != 0;
        options.add(fresh ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
      }
      if ((flags & Fcntl.O_TRUNC) != 0 && !appends) {
        options.add(StandardOpenOption.TRUNCATE_EXISTING);
      }
    }
    return options;
  }

  @Override
  boolean isPollable() {
    return false;
  }

  @Override
  int ready() {
    return EPOLLIN | EPOLLOUT;
  }

  @Override
  Path path() {
    return path;
  }

  FileChannel file() throws ErrnoException {
    if (channel == null) {
      boolean directory = Files.isDirectory(path);
      throw new ErrnoException(directory ? EISDIR : EBADF);
    }
    return channel;
  }

  @Override
  long read(ByteBuffer into) throws IOException {
    try {
      return Math.max(0, file().read(into));
    } catch (NonReadableChannelException e) {
      throw new ErrnoException(EBADF);
    }
  }

  @Override
  long write(ByteBuffer from) throws IOException {
    try {
      return file().write(from);
    } catch (NonWritableChannelException e) {
      throw new ErrnoException(EBADF);
    }
  }

  /** Reads at a position, or at the file's own where it is -1. */
  int read(ByteBuffer into, long position) throws IOException {
    if (position < -1) {
      throw new ErrnoException(EINVAL);
    }
    int count = position < 0 ? file().read(into) : file().read(into, position);
    return Math.max(0, count);
  }

  @Override
  void close() {
    if (channel != null) {
      StreamHandle.closeQuietly(channel);
    }
  }
}
