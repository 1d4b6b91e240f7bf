package mortise.cli.shell;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Standard output takes no more. */
public final class OutputException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  OutputException(IOException cause) {
    super("cannot write to standard output: " + cause.getMessage(), cause);
  }

  /**
   * Whether the reader has closed the pipe, as head(1) does, which is not reported as a failure.
   */
  public boolean isBrokenPipe() {
    return "Broken pipe".equals(getCause().getMessage());
  }
}
