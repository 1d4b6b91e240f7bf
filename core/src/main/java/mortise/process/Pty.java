package mortise.process;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import mortise.sys.Fcntl;
import mortise.sys.Stdlib;
import mortise.sys.Unistd;

/**
 * A pseudo terminal, pty(7): what a program writes to the terminal is read here, and what is
 * written here it reads as if it were typed.
 *
 * <p>{@link ChildConfig#terminal} starts a program on it. A read returns 0 when no process has the
 * terminal open any more.
 */
public final class Pty implements Closeable {
  private static final int LONGEST_NAME = 128;

  private final PlainDescriptor master;
  private final Path name;

  private Pty(PlainDescriptor master, Path name) {
    this.master = master;
    this.name = name;
  }

  /**
   * Opens a pair, posix_openpt(3).
   *
   * @throws DescriptorException when there are no more (ENOSPC), or no more descriptors
   */
  public static Pty open() throws IOException {
    int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
    int number = DescriptorExceptions.check(Stdlib.posix_openpt(flags), "posix_openpt", "");
    try {
      DescriptorExceptions.check(Stdlib.grantpt(number), "grantpt", "");
      DescriptorExceptions.check(Stdlib.unlockpt(number), "unlockpt", "");
      MemorySegment name = MemorySegment.ofArray(new byte[LONGEST_NAME]);
      DescriptorExceptions.check(Stdlib.ptsname_r(number, name), "ptsname_r", "");
      return new Pty(PlainDescriptor.own(number, FileType.TERMINAL), Path.of(name.getString(0)));
    } catch (IOException | RuntimeException | Error e) {
      Unistd.close(number);
      throw e;
    }
  }

  /** The end that is not the terminal. */
  public PlainDescriptor master() {
    return master;
  }

  /** The path of the terminal, such as {@code /dev/pts/3}. */
  public Path name() {
    return name;
  }

  /** Ends the terminal: the programs on it get SIGHUP. */
  @Override
  public void close() {
    master.close();
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
