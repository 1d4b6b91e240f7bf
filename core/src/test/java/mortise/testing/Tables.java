package mortise.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of a page in {@code docs/}, which tests read so that the pages stay true. */
public final class Tables {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Tables() {}

  /**
   * The rows below heads of {@code columns} columns, the first of which is {@code head}; without
   * the heads.
   */
  public static List<List<String>> rows(String page, String head, int columns) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean wanted = false;
    for (String line : Files.readAllLines(page(page))) {
      if (!line.startsWith("|")) {
        wanted = false;
        continue;
      }
      List<String> cells =
          Stream.of(line.substring(1).split("\\|", -1)).limit(columns).map(String::strip).toList();
      if (cells.getFirst().equals(head)) {
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

  /** All that fits a pattern's first group in a text. */
  public static List<String> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().map(match -> match.group(1)).toList();
  }

  /** The tests of a module run in its directory, beside docs. */
  private static Path page(String name) {
    return Path.of("..", "docs", name);
  }
}
