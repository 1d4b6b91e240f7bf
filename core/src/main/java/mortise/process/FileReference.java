package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Objects;
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
      FileStatus status = FileStatus.of(pinned);
      if (status.type() == FileType.FILE) {
        number = readable(pinned);
        Unistd.close(pinned);
      }
      return new FileReference(number, status);
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
   * Reads from where the last call has ended, to the end of the file or as many bytes as there is
   * room for. It may wait for the disk.
   *
   * @return how many bytes
   */
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment room = arena.allocate(length);
      int count = 0;
      long result = 1;
      while (count < length && result > 0) {
        result = Unistd.read_waiting(errno, number, room.asSlice(count));
        count += DescriptorExceptions.check((int) result, "read", "a file");
      }
      MemorySegment.copy(room, ValueLayout.JAVA_BYTE, 0, into, offset, count);
      return count;
    }
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
