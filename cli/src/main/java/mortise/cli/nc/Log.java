package mortise.cli.nc;

import java.io.PrintStream;
import mortise.net.Printable;

/**
 * Messages on standard error, one line at a time. Whatever a sentence quotes is escaped, so that it
 * is one line and moves no cursor.
 */
final class Log {
  private final PrintStream err;
  private final int verbosity;

  Log(PrintStream err, int verbosity) {
    this.err = err;
    this.verbosity = verbosity;
  }

  /** The output. */
  PrintStream stream() {
    return err;
  }

  /** Prints a message unconditionally. */
  void message(String sentence) {
    print("Ncat: ".concat(Printable.line(sentence)).concat("\n"));
  }

  /** Prints a line without the prefix {@code Ncat:}. */
  void print(String line) {
    err.print(Printable.lines(line));
    err.flush();
  }

  /** Prints a message with -v. */
  void verbose(String sentence) {
    if (verbosity > 0) {
      message(sentence);
    }
  }

  /** Prints a message with -v given twice. */
  void debug(String sentence) {
    if (verbosity > 1) {
      message(sentence);
    }
  }

  boolean isVerbose() {
    return verbosity > 0;
  }
}
