package mortise.cli.shell;

import java.io.Console;
import java.io.IOException;

/** The terminal that is written to, if there is one. */
public final class Screen {
  private Screen() {}

  /** Whether standard input and output are a terminal. */
  public static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** How many columns the terminal has; 0 where there is none or it does not say. */
  public static int columns() {
    if (!isTerminal()) {
      return 0;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      String[] size = new String(stty.getInputStream().readAllBytes()).strip().split(" ");
      return size.length == 2 && size[1].matches("\\d{1,5}") ? Integer.parseInt(size[1]) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
