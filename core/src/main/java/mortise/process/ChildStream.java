package mortise.process;

import java.nio.file.Path;
import java.util.Objects;

/** Where a child's standard input, output or error comes from or goes to. */
public sealed interface ChildStream {
  /**
   * This process's own. Where this process was started without it the child reads the end, and its
   * writes fail.
   */
  ChildStream INHERIT = new Inherit();

  /** {@code /dev/null}. */
  ChildStream NOTHING = new File(Path.of("/dev/null"));

  /** For errors: where the output goes. */
  ChildStream SAME = new Output();

  /** A pipe whose other end {@link ChildProcess} has. */
  ChildStream PIPE = new Piped();

  /**
   * A descriptor of this process, which stays open here. What a child reads or writes has to be
   * blocking, and O_NONBLOCK belongs to the open file: for a socket of {@code mortise.net} that the
   * child takes over, take the flag off first, and use it here no more.
   */
  static ChildStream of(int number) {
    return new Given(number);
  }

  /** A file or terminal, which the child opens to read and write. */
  static ChildStream of(Path path) {
    return new File(path);
  }

  /** Inherits this process's stream. */
  record Inherit() implements ChildStream {}

  /** The output's. */
  record Output() implements ChildStream {}

  /** A pipe. */
  record Piped() implements ChildStream {}

  /** A descriptor by number. */
  record Given(int number) implements ChildStream {
    public Given {
      if (number < 0) {
        throw new IllegalArgumentException("descriptor " + number + " is negative");
      }
    }
  }

  /** What the child opens. */
  record File(Path path) implements ChildStream {
    public File {
      Objects.requireNonNull(path);
    }
  }
}
