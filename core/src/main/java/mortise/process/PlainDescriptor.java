package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.HasFileno;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.DroppedDescriptors;
import mortise.sys.Fcntl;
import mortise.sys.SysErrno;
import mortise.sys.Unistd;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that is no socket: the standard input, a pipe's end, a file, a terminal.
 *
 * <p>Those that this process has made itself are non-blocking. Those that it was given are left as
 * they are, since O_NONBLOCK belongs to the open file, which other processes have too: the shell,
 * the next program in the pipeline. They are asked before each call whether it would wait.
 *
 * <p>Either way a caller that has to wait is parked, and woken by {@link #close}, an interrupt and
 * its deadline. Two calls can hold up a platform thread for longer: a file's disk, and a write to a
 * device, or to a terminal that cannot be opened again, that has announced more room than it has.
 */
public final class PlainDescriptor implements Closeable, HasFileno {
  private static final Attempt READ = (fd, memory, flags) -> Unistd.read(fd, memory);
  static final Attempt WRITE = (fd, memory, flags) -> Unistd.write(fd, memory);

  final Descriptor descriptor;
  private final FileType fileType;
  private final Ownership ownership;

  /** Whether no call waits for a peer: a regular file, {@code /dev/null} and its like. */
  private final boolean immediate;

  /** Null where closing does not give the number back to the kernel. */
  private final @Nullable Cleanable dropped;

  /** Null where the descriptor is non-blocking and this process's own. */
  private final @Nullable BlockingIo inherited;

  private enum Ownership {
    OWN,
    STANDARD,
    BORROWED
  }

  private PlainDescriptor(int number, FileType type, Ownership ownership, boolean parks) {
    this.descriptor = new Descriptor(number);
    this.fileType = type;
    this.ownership = ownership;
    this.immediate =
        type == FileType.FILE || type == FileType.DEVICE && FileStatus.isMemoryDevice(number);
    this.inherited = parks ? null : new BlockingIo(descriptor, type, immediate);
    this.dropped =
        ownership == Ownership.OWN
            ? DroppedDescriptors.register(this, descriptor, descriptor::close)
            : null;
    if (!parks) {
      descriptor.share();
    }
  }

  /** Takes over a number that is open and non-blocking, and that no other process has. */
  static PlainDescriptor own(int number, FileType type) {
    return new PlainDescriptor(number, type, Ownership.OWN, true);
  }

  /**
   * Takes over a descriptor that this process was given. Closing gives its number back; in the
   * place of 0, 1 and 2 stands {@code /dev/null} then, so that nothing else gets their numbers.
   *
   * @throws DescriptorException when it is not open, or is 0, 1 or 2 and was closed when the
   *     process was started, so that the JVM has opened a file of its own there (EBADF)
   */
  public static PlainDescriptor of(int number) throws IOException {
    StandardStreams.check(number);
    Ownership ownership = number <= StandardStreams.LAST ? Ownership.STANDARD : Ownership.OWN;
    return new PlainDescriptor(number, FileType.of(number), ownership, false);
  }

  /**
   * Uses a descriptor as {@link #of} does, and leaves it to its owner: closing ends the use of it
   * here alone.
   */
  public static PlainDescriptor borrowed(int number) throws IOException {
    StandardStreams.check(number);
    return new PlainDescriptor(number, FileType.of(number), Ownership.BORROWED, false);
  }

  /**
   * A descriptor that this process was started with, as {@link #borrowed} has it. Empty where it
   * was closed then: whatever the number stands for now, the JVM has opened for itself.
   */
  public static Optional<PlainDescriptor> inherited(int number) throws IOException {
    return isInherited(number) ? Optional.of(borrowed(number)) : Optional.empty();
  }

  /**
   * Whether this process was started with a descriptor of this number and still has it. A number
   * that was closed then may stand for a file that the JVM has opened for itself.
   */
  public static boolean isInherited(int number) throws IOException {
    return StandardStreams.isInherited(number);
  }

  /**
   * Opens a file, device or FIFO.
   *
   * @param mode the permissions of a file that is made, less the process's umask
   * @throws java.nio.file.FileSystemException when it cannot be opened, with the reason; {@link
   *     java.nio.file.NoSuchFileException} and the like where there is one
   * @throws java.net.SocketTimeoutException when a FIFO got no reader before the deadline; one that
   *     is opened to read waits for its writer with the first read
   */
  public static PlainDescriptor open(Path path, OpenMode access, int mode, Deadline deadline)
      throws IOException {
    int number = FileOpener.open(path, access, mode, deadline);
    return new PlainDescriptor(number, FileType.of(number), Ownership.OWN, false);
  }

  /** {@link #open(Path, OpenMode, int, Deadline)} without a deadline and with mode 0666. */
  public static PlainDescriptor open(Path path, OpenMode access) throws IOException {
    return open(path, access, 0666, Deadline.NEVER);
  }

  /**
   * Makes a FIFO, mkfifo(3).
   *
   * @param mode its permissions, less the process's umask
   * @throws java.nio.file.FileSystemException when it cannot be made, {@link
   *     java.nio.file.FileAlreadyExistsException} where there is something
   */
  public static void makeFifo(Path path, int mode) throws IOException {
    FileOpener.makeFifo(path, mode);
  }

  /** The number, which stays this object's. */
  public int number() {
    return descriptor.number();
  }

  @Override
  public int fileno() {
    return isOpen() ? descriptor.number() : -1;
  }

  public FileType fileType() {
    return fileType;
  }

  /** Whether no call waits for a peer: a regular file, {@code /dev/null} and its like. */
  boolean isImmediate() {
    return immediate;
  }

  /** Whether it is a terminal, isatty(3). */
  public boolean isTerminal() {
    return fileType == FileType.TERMINAL;
  }

  /** Whether it was opened for reading, F_GETFL of fcntl(2). */
  public boolean isReadable() throws IOException {
    return (control(Fcntl.F_GETFL, 0) & Fcntl.O_ACCMODE) != Fcntl.O_WRONLY;
  }

  /** Whether it was opened for writing. */
  public boolean isWritable() throws IOException {
    return (control(Fcntl.F_GETFL, 0) & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY;
  }

  public boolean isOpen() {
    return descriptor.isOpen();
  }

  /**
   * Waits for bytes and takes those that are there, read(2).
   *
   * @return how many; 0 at the end
   */
  public int read(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long waitLimit = ReadyCheck.waitLimit(deadline);
    MemorySegment into = MemorySegment.ofArray(bytes).asSlice(offset, length);
    long result =
        inherited == null
            ? descriptor.call(Direction.READ, READ, into, 0, waitLimit)
            : inherited.read(into, waitLimit);
    // The end of a terminal whose other end is closed, pty(7).
    if (result == -SysErrno.EIO && fileType == FileType.TERMINAL) {
      return 0;
    }
    return done(result, "read", 0);
  }

  /** Reads into an array, waiting as long as it takes. */
  public int read(byte[] bytes) throws IOException {
    return read(bytes, 0, bytes.length, Deadline.NEVER);
  }

  /** Waits until a read would not wait: there is something, or the end. */
  public void awaitReadable(Deadline deadline) throws IOException {
    Attempt ready = (fd, memory, flags) -> ReadyCheck.toRead(fd);
    long waitLimit = ReadyCheck.waitLimit(deadline);
    done(descriptor.call(Direction.READ, ready, MemorySegment.NULL, 0, waitLimit), "read", 0);
  }

  /** Waits until a write would accept bytes; without a reader the write fails at once. */
  public void awaitWritable(Deadline deadline) throws IOException {
    Attempt ready = (fd, memory, flags) -> ReadyCheck.toWrite(fd);
    long waitLimit = ReadyCheck.waitLimit(deadline);
    done(descriptor.call(Direction.WRITE, ready, MemorySegment.NULL, 0, waitLimit), "write", 0);
  }

  /**
   * Writes all bytes, write(2); blocks while the reader does not read (backpressure).
   *
   * @throws IOException with {@link mortise.net.SocketFailure#errno} EPIPE when a pipe's other end
   *     is closed; {@code transferred} is the number of bytes written before
   */
  public void write(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long waitLimit = ReadyCheck.waitLimit(deadline);
    MemorySegment all = MemorySegment.ofArray(bytes).asSlice(offset, length);
    for (int at = 0; at < length; ) {
      int size = Math.min(length - at, NativeBuffer.BYTES);
      MemorySegment part = all.asSlice(at, size);
      long result =
          inherited == null
              ? descriptor.call(Direction.WRITE, WRITE, part, 0, waitLimit)
              : inherited.write(part, waitLimit);
      at += done(result, "write", at);
    }
  }

  /** Writes a whole array, waiting as long as it takes. */
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length, Deadline.NEVER);
  }

  private int done(long result, String call, long before) throws IOException {
    if (result < 0) {
      throw DescriptorExceptions.of(result, call, this, before);
    }
    return (int) result;
  }

  /** How many bytes a pipe holds, F_GETPIPE_SZ of fcntl(2). */
  public int pipeSize() throws IOException {
    return control(Fcntl.F_GETPIPE_SZ, 0);
  }

  /**
   * Makes a pipe hold more, or less, F_SETPIPE_SZ of fcntl(2).
   *
   * @return what it holds now, which may be more than was asked for
   * @throws DescriptorException when it is too much for an unprivileged process (EPERM), or for
   *     what is in the pipe (EBUSY)
   */
  public int pipeSize(int bytes) throws IOException {
    return control(Fcntl.F_SETPIPE_SZ, bytes);
  }

  private int control(int command, int argument) throws IOException {
    Attempt control = (fd, memory, flags) -> Fcntl.fcntl(fd, command, argument);
    return done(descriptor.call(control, MemorySegment.NULL, 0), "fcntl", 0);
  }

  /** What a terminal shows, TIOCGWINSZ. */
  public WindowSize windowSize() throws IOException {
    return TerminalSize.windowSize(number());
  }

  /** Sets the window size of a terminal, TIOCSWINSZ; its programs get SIGWINCH. */
  public void windowSize(WindowSize size) throws IOException {
    TerminalSize.windowSize(number(), size);
  }

  /** Ends the use of the descriptor and wakes every call that waits on it. Does nothing twice. */
  @Override
  public void close() {
    if (inherited != null) {
      inherited.close();
    }
    if (dropped != null) {
      descriptor.close();
      dropped.clean();
      return;
    }
    int number = descriptor.detach();
    if (number >= 0 && ownership == Ownership.STANDARD) {
      FileOpener.nothing(number);
    }
  }

  /** {@code standard input (pipe)}, {@code descriptor 5 (file)}. */
  @Override
  public String toString() {
    String name =
        switch (number()) {
          case 0 -> "standard input";
          case 1 -> "standard output";
          case 2 -> "standard error";
          default -> "descriptor " + number();
        };
    return name + " (" + fileType.name().toLowerCase(Locale.ROOT) + ")";
  }
}
