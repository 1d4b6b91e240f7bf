package mortise.cli.nc;

import java.io.PrintStream;

/** What is said on standard error, a line at a time. */
final class Log {
  private final PrintStream err;
  private final int verbosity;

  Log(PrintStream err, int verbosity) {
    this.err = err;
    this.verbosity = verbosity;
  }

  /** Where it is said. */
  PrintStream stream() {
    return err;
  }

  /** Says something in any case. */
  void say(String sentence) {
    print("Ncat: ".concat(sentence).concat("\n"));
  }

  /** The same without ncat's name before it. */
  void print(String line) {
    err.print(line);
    err.flush();
  }

  /** Says something where -v is given. */
  void tell(String sentence) {
    if (verbosity > 0) {
      say(sentence);
    }
  }

  /** Says something where -v is given twice. */
  void detail(String sentence) {
    if (verbosity > 1) {
      say(sentence);
    }
  }

  boolean tells() {
    return verbosity > 0;
  }
}
