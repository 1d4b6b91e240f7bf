package mortise.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.process.FileType;
import mortise.process.PlainDescriptor;

/**
 * What the command may assume of the terminal behind a descriptor: 0, 1 or 2. Where there is none,
 * nothing.
 */
public final class Terminal {
  private static final int USUAL_WIDTH = 80;

  private Terminal() {}

  /** Whether it is a terminal. */
  public static boolean is(int number) {
    try {
      return FileType.of(number) == FileType.TERMINAL;
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether it is a terminal that can draw a line again. */
  public static boolean draws(int number) {
    return !"dumb".equals(System.getenv("TERM")) && is(number);
  }

  /** Whether to use colours: on a terminal that supports them, unless NO_COLOR is set. */
  public static boolean isColoured(int number) {
    String no = System.getenv("NO_COLOR");
    return (no == null || no.isEmpty()) && draws(number);
  }

  /** A line that is to be drawn again, without what would run into the next one. */
  public static String fitted(String line, int number) {
    int most = Math.max(width(number) - 1, 1);
    return line.length() <= most ? line : line.substring(0, most);
  }

  /** How many columns it has: COLUMNS if set, 80 by default. */
  public static int width(int number) {
    String columns = System.getenv("COLUMNS");
    if (columns != null && columns.matches("[1-9][0-9]{0,4}")) {
      return Integer.parseInt(columns);
    }
    if (!is(number)) {
      return USUAL_WIDTH;
    }
    try (PlainDescriptor terminal = PlainDescriptor.borrowed(number)) {
      int width = terminal.windowSize().columns();
      return width > 0 ? width : USUAL_WIDTH;
    } catch (IOException _) {
      return USUAL_WIDTH;
    }
  }

  /** Whether this process may use its terminal: no other job of the shell has it. */
  public static boolean isForeground() {
    try {
      // The name of the program, in parentheses, may have blanks and parentheses in it.
      String status = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
      String group = fields[2];
      String foreground = fields[5];
      return group.equals(foreground) || foreground.equals("-1");
    } catch (IOException | RuntimeException _) {
      return true;
    }
  }
}
