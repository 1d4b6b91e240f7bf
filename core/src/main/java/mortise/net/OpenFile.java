package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;

/**
 * A file or directory that is open for the length of a call; {@code java.nio} hides the descriptors
 * of its own.
 *
 * @param fd the descriptor, or {@code -errno} where there is none
 */
record OpenFile(int fd) implements AutoCloseable {
  /** Opens by a path that ends in a NUL byte, open(2); the descriptor is closed on exec. */
  static OpenFile of(MemorySegment path, int flags) {
    return openAt(Fcntl.AT_FDCWD, path, flags, 0);
  }

  /** Opens by a path that is relative to an open directory, openat(2). */
  static OpenFile openAt(int directory, MemorySegment path, int flags, int mode) {
    int result;
    do {
      result = Fcntl.openat(directory, path, flags | Fcntl.O_CLOEXEC, mode);
    } while (result == -SysErrno.EINTR);
    return new OpenFile(result);
  }

  /** Opens a file to read from, with the exceptions that {@code java.nio.file} has for that. */
  static OpenFile toRead(Path path) throws IOException {
    byte[] name = ByteText.bytes(path.toAbsolutePath());
    // Without waiting for the other end where the file is a FIFO, which is no file to send.
    int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOCTTY;
    OpenFile file = of(Bytes.cString(name), flags);
    return switch (-file.fd) {
      case SysErrno.ENOENT -> throw new NoSuchFileException(ByteText.of(path));
      case SysErrno.EACCES -> throw new AccessDeniedException(ByteText.of(path));
      default -> {
        if (file.failed()) {
          String words = new Errno(-file.fd).message();
          throw new FileSystemException(ByteText.of(path), null, words);
        }
        yield file;
      }
    };
  }

  boolean failed() {
    return fd < 0;
  }

  /** A short path by which the kernel finds what is open here, proc_pid_fd(5). */
  String link() {
    return "/proc/self/fd/" + fd;
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Unistd.close(fd);
    }
  }
}
