package mortise.cli;

import java.io.Console;

/** What the command may assume of the terminal it writes to. */
final class Terminal {
  private Terminal() {}

  /** Whether somebody looks who likes colour: on a terminal, unless NO_COLOR is set. */
  static boolean isColoured() {
    String no = System.getenv("NO_COLOR");
    if (no != null && !no.isEmpty() || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
