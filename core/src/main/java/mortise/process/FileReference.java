package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;

/**
 * A file that {@link Directory#find} has found. It refers to this very file until it is closed,
 * whatever gets its name meanwhile. One thread uses it.
 */
public final class FileReference implements Closeable {
  private final FileStatus status;
  private int number;

  private FileReference(int number, FileStatus status) {
    this.number = number;
    this.status = status;
  }

  /** Takes an O_PATH descriptor over; one of a regular file is opened for reading. */
  static FileReference of(int pinned) throws IOException {
    int number = pinned;
    try {
      if (FileType.of(pinned) == FileType.FILE) {
        number = readable(pinned);
        Unistd.close(pinned);
      }
      return new FileReference(number, FileStatus.of(number));
    } catch (Throwable t) {
      Unistd.close(number);
      throw t;
    }
  }

  /** By way of proc(5), which opens the pinned file itself and follows no name. */
  private static int readable(int pinned) throws IOException {
    String path = "/proc/self/fd/" + pinned;
    int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC;
    int result = Fcntl.openat(Fcntl.AT_FDCWD, FileOpener.cString(path), flags, 0);
    if (result == -SysErrno.EACCES || result == -SysErrno.EPERM) {
      throw new AccessDeniedException("a file");
    }
    return DescriptorExceptions.check(result, "open", path);
  }

  /** What it was when it was found. */
  public FileStatus status() {
    return status;
  }

  /** A path that names this file and no other while this object is open, proc(5). */
  public Path path() {
    return Path.of("/proc/self/fd/" + number);
  }

  /**
   * The directory that this is. Both are closed, each by itself.
   *
   * @throws DescriptorException when it is none (ENOTDIR)
   */
  public Directory directory() throws IOException {
    return Directory.at(number);
  }

  /** Ends the use of the file; a second time it does nothing. */
  @Override
  public void close() {
    if (number >= 0) {
      Unistd.close(number);
      number = -1;
    }
  }
}
