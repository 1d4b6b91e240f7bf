package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;

/**
 * A pipe, pipe(7): what is written to one end is read from the other. Both ends belong to this
 * process, park their callers, and are closed on exec.
 */
public record Pipe(PlainDescriptor reader, PlainDescriptor writer) implements Closeable {
  /** The largest that a pipe of an unprivileged process gets as Linux comes. */
  public static final int LARGEST = 1 << 20;

  /**
   * Opens a pipe.
   *
   * @throws DescriptorException when no descriptor is left (EMFILE, ENFILE)
   */
  public static Pipe open() throws IOException {
    int[] ends = new int[2];
    DescriptorExceptions.check(Unistd.pipe2(ends, Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC), "pipe2", "");
    return new Pipe(
        PlainDescriptor.own(ends[0], FileType.PIPE), PlainDescriptor.own(ends[1], FileType.PIPE));
  }

  /** Closes both ends. */
  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
