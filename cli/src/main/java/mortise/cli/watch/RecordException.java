package mortise.cli.watch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import mortise.net.ByteText;
import mortise.net.Printable;

/**
 * A record of a conversation that cannot be written: no fault of the network, so the command ends
 * with status 2, as ncat does.
 */
public final class RecordException extends IOException {
  private static final long serialVersionUID = 1;

  RecordException(Path file, IOException cause) {
    super("cannot write '" + Printable.of(ByteText.of(file)) + "': " + reason(file, cause), cause);
  }

  /** The reason without the name, which {@code java.io} puts in front of it when it opens. */
  private static String reason(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "No such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "Permission denied";
    }
    String message = String.valueOf(cause.getMessage());
    String opening = file + " (";
    return message.startsWith(opening) && message.endsWith(")")
        ? message.substring(opening.length(), message.length() - 1)
        : message;
  }
}
