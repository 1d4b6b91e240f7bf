package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import mortise.net.Deadline;
import mortise.net.Errno;
import mortise.net.Socket;
import mortise.net.SocketFailure;
import mortise.net.Splice;
import mortise.net.Type;
import mortise.sys.SysErrno;

/**
 * A way from one descriptor to another on which the kernel moves the bytes: splice(2), sendfile(2).
 * They are not copied into this process.
 *
 * <p>Not every file and not every socket can be moved from or to, and only the kernel knows: then
 * {@link #move} returns {@link #UNSUPPORTED}, and the caller copies, the {@link #pending} bytes
 * first. No byte is lost, whatever fails: it is in the source still, or in here, or has been
 * delivered.
 *
 * <p>One thread at a time moves. Closing either end ends the wait of a move, closing the path does
 * not; it closes neither end.
 */
public abstract sealed class KernelTransfer implements Closeable
    permits PipeTransfer, FileToSocket, PipeToSocket, SocketToFile, SocketToPipe, SocketToSocket {
  /** What {@link #move} returns where the kernel cannot do it. */
  public static final long UNSUPPORTED = -1;

  /**
   * What one call moves at the most: bounds how long it can keep a carrier thread, and a pipe from
   * its other user.
   */
  static final int PART = 1 << 18;

  KernelTransfer() {}

  /** From a pipe or file into a stream socket; empty for a terminal or device. */
  public static Optional<KernelTransfer> between(PlainDescriptor from, Socket to) {
    if (!to.type().equals(Type.STREAM)) {
      return Optional.empty();
    }
    return switch (from.fileType()) {
      case PIPE -> Optional.of(new PipeToSocket(from, to));
      case FILE -> Optional.of(new FileToSocket(from, to));
      case TERMINAL, SOCKET, DEVICE, DIRECTORY, OTHER -> Optional.empty();
    };
  }

  /**
   * From a stream socket into a pipe, a file or {@code /dev/null}; empty for a terminal or another
   * device.
   *
   * @throws DescriptorException when no descriptor is left for a pipe in between (EMFILE, ENFILE)
   */
  public static Optional<KernelTransfer> between(Socket from, PlainDescriptor to)
      throws IOException {
    if (!from.type().equals(Type.STREAM)) {
      return Optional.empty();
    }
    return switch (to.fileType()) {
      case PIPE -> Optional.of(new SocketToPipe(from, to));
      case FILE -> Optional.of(toFile(from, to));
      case DEVICE -> to.isImmediate() ? Optional.of(toFile(from, to)) : Optional.empty();
      case TERMINAL, SOCKET, DIRECTORY, OTHER -> Optional.empty();
    };
  }

  /** Between pipes and files, of which at least one has to be a pipe; otherwise empty. */
  public static Optional<KernelTransfer> between(PlainDescriptor from, PlainDescriptor to) {
    boolean pipe = from.fileType() == FileType.PIPE || to.fileType() == FileType.PIPE;
    boolean able = isPipeOrFile(from) && (isPipeOrFile(to) || to.isImmediate());
    return pipe && able ? Optional.of(new PipeTransfer(from, to)) : Optional.empty();
  }

  /**
   * Between stream sockets; empty for others.
   *
   * @throws java.net.SocketException when no descriptor is left for the pipe in between
   */
  public static Optional<KernelTransfer> between(Socket from, Socket to) throws IOException {
    boolean streams = from.type().equals(Type.STREAM) && to.type().equals(Type.STREAM);
    return streams ? Optional.of(new SocketToSocket(Splice.of(from, to))) : Optional.empty();
  }

  private static KernelTransfer toFile(Socket from, PlainDescriptor to) throws IOException {
    return new SocketToFile(from, to, wide(Pipe.open()));
  }

  private static Pipe wide(Pipe pipe) {
    try {
      pipe.writer().pipeSize(PART);
    } catch (IOException _) {
      // A user's pipes have a bound together; it does as it is.
    }
    return pipe;
  }

  private static boolean isPipeOrFile(PlainDescriptor one) {
    return one.fileType() == FileType.PIPE || one.fileType() == FileType.FILE;
  }

  /**
   * Waits until there is something, and moves it, {@code most} bytes at the most. What is pending
   * goes first.
   *
   * @return how many bytes were delivered; 0 at the end; {@link #UNSUPPORTED}
   * @throws IOException when either end fails, or the deadline passes; what had been taken is then
   *     pending, and a later move goes on with it
   */
  public abstract long move(long most, Deadline deadline) throws IOException;

  /** How many bytes were taken and not been delivered. */
  public int pending() {
    return 0;
  }

  /** Takes out what is pending. */
  public byte[] drain() throws IOException {
    return new byte[0];
  }

  /** Gives back what the path has of its own; what is pending is lost. */
  @Override
  public void close() {}

  static int size(long most) {
    return size(most, PART);
  }

  static int size(long most, int bound) {
    if (most < 1) {
      throw new IllegalArgumentException("move of " + most + " bytes: at least 1");
    }
    return (int) Math.min(most, bound);
  }

  /** Whether the errno means that the kernel does not support the transfer. */
  static boolean isUnsupported(long result) {
    return isUnsupported(new Errno((int) -result));
  }

  static boolean isUnsupported(SocketFailure failure) {
    return isUnsupported(failure.errno());
  }

  private static boolean isUnsupported(Errno errno) {
    return errno.equals(Errno.EINVAL)
        || errno.equals(Errno.EOPNOTSUPP)
        || errno.equals(new Errno(SysErrno.ENOSYS));
  }
}
