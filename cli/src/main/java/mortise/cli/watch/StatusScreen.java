package mortise.cli.watch;

import java.io.PrintStream;

/**
 * Standard error as used by observers: permanent lines, and a transient one below them. Safe from
 * all threads.
 */
final class StatusScreen {
  private static final String CLEAR = "\r\033[K";

  private final PrintStream err;

  /** Whether the passing line is there; guarded by this. */
  private boolean passing;

  StatusScreen(PrintStream err) {
    this.err = err;
  }

  /** Prints text that ends with a newline, and stays. */
  synchronized void print(String text) {
    err.print(passing ? CLEAR + text : text);
    err.flush();
    passing = false;
  }

  /** Shows a line in place of the one before. */
  synchronized void pass(String line) {
    err.print(CLEAR + line);
    err.flush();
    passing = true;
  }

  /** Takes the passing line away. */
  synchronized void clear() {
    if (passing) {
      print("");
    }
  }
}
