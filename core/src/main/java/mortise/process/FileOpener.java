package mortise.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import mortise.net.ByteText;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.SysStat;
import mortise.sys.Unistd;

/** Opens files without waiting inside the kernel, and with the exceptions of java.nio.file. */
final class FileOpener {
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LAST_PAUSE_MILLIS = 50;

  private FileOpener() {}

  static int open(Path path, OpenMode access, int mode, Deadline deadline) throws IOException {
    MemorySegment name = cString(ByteText.of(path));
    int flags = access.flags | Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK;
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      int result = Fcntl.openat(Fcntl.AT_FDCWD, name, flags, mode);
      // fifo(7): a non-blocking open for writing needs a reader.
      if (result == -SysErrno.ENXIO && access == OpenMode.WRITE) {
        pause(path, pause, deadline);
        pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
      } else if (result != -SysErrno.EINTR) {
        return opened(path, result);
      }
    }
  }

  private static void pause(Path path, long millis, Deadline deadline) throws IOException {
    Duration left = deadline.remaining();
    if (left.isZero()) {
      throw new SocketTimeoutException("open " + path + ": no process has it open for reading");
    }
    try {
      Thread.sleep(Math.clamp(left.toMillis(), 1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("open " + path + ": interrupted");
    }
  }

  static int opened(Path path, int result) throws IOException {
    switch (-result) {
      case SysErrno.ENOENT -> throw new NoSuchFileException(ByteText.of(path));
      case SysErrno.EACCES -> throw new AccessDeniedException(ByteText.of(path));
      case SysErrno.EEXIST -> throw new FileAlreadyExistsException(ByteText.of(path));
      default -> {
        if (result < 0) {
          String words = new Errno(-result).message();
          throw new FileSystemException(ByteText.of(path), null, words);
        }
        return result;
      }
    }
  }

  static void makeFifo(Path path, int mode) throws IOException {
    opened(path, SysStat.mkfifoat(Fcntl.AT_FDCWD, cString(ByteText.of(path)), mode));
  }

  /** Puts {@code /dev/null} in the place of an open descriptor. */
  static void nothing(int number) {
    int flags = Fcntl.O_RDWR | Fcntl.O_CLOEXEC;
    int empty = Fcntl.openat(Fcntl.AT_FDCWD, cString("/dev/null"), flags, 0);
    if (empty >= 0) {
      Unistd.dup2(empty, number);
      Unistd.close(empty);
    } else {
      Unistd.close(number);
    }
  }

  static MemorySegment cString(String text) {
    byte[] bytes = ByteText.encode(text);
    return MemorySegment.ofArray(Arrays.copyOf(bytes, bytes.length + 1));
  }
}
