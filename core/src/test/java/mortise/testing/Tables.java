package mortise.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of a page in {@code docs/}, which tests read so that the pages stay true. */
public final class Tables {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Tables() {}

  /** The rows of all tables that have exactly these heads, without the heads. */
  public static List<List<String>> rows(String page, String... heads) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean wanted = false;
    for (String line : Files.readAllLines(page(page))) {
      if (!line.startsWith("|")) {
        wanted = false;
        continue;
      }
      String[] parts = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
      List<String> cells = Stream.of(parts).map(String::strip).toList();
      if (cells.equals(List.of(heads))) {
        wanted = true;
      } else if (wanted && !cells.getFirst().startsWith("---")) {
        rows.add(cells);
      }
    }
    return rows;
  }

  /** What a cell has between backquotes. */
  public static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
  }

  /** The tests of a module run in its directory, beside docs. */
  private static Path page(String name) {
    return Path.of("..", "docs", name);
  }
}
