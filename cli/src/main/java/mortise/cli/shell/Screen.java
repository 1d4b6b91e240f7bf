package mortise.cli.shell;

import java.io.Console;
import java.io.IOException;
import mortise.process.PlainDescriptor;

/** The terminal that is written to, if there is one. */
public final class Screen {
  private static final int STANDARD_OUTPUT = 1;

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
    try (PlainDescriptor out = PlainDescriptor.lent(STANDARD_OUTPUT)) {
      return out.windowSize().columns();
    } catch (IOException e) {
      return 0;
    }
  }
}
