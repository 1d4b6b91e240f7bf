package mortise.cli.nc;

import java.io.IOException;
import mortise.net.Printable;

/** What went wrong, in one sentence. */
final class ErrorMessages {
  private ErrorMessages() {}

  /** The failure's own words as a sentence, on one line whatever it quotes. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      message = failure.getClass().getSimpleName();
    }
    String line = Printable.line(message);
    return line.endsWith(".") ? line : line.concat(".");
  }

  /** The sentence for a failure whose message does not name its subject. */
  static String of(String what, IOException failure) {
    return what + ": " + of(failure);
  }

  /** A number of seconds with two digits behind the point, of nanoseconds. */
  static String seconds(long nanos) {
    long hundredths = (nanos + 5_000_000) / 10_000_000;
    long rest = hundredths % 100;
    return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
  }
}
