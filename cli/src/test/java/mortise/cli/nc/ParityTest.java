package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page that compares with ncat tells of every option, and the tests that it names are there.
 */
final class ParityTest {
  private static final Path PAGE = Path.of("..", "docs", "ncat-parity.md");

  @Test
  void everyOptionHasItsPlace() throws Exception {
    String page = Files.readString(PAGE);
    List<String> missing = new ArrayList<>();
    for (NcOption option : NcOption.values()) {
      boolean byName = option.longName() != null && page.contains("--" + option.longName());
      boolean byLetter = option.hasLetter() && page.contains("`-" + option.letter());
      if (!byName && !byLetter) {
        missing.add(option.toString());
      }
    }
    assertTrue(missing.isEmpty(), () -> "no row: " + missing);
  }

  @Test
  void everyTestIsThere() throws Exception {
    String page = Files.readString(PAGE);
    List<String> missing = new ArrayList<>();
    Matcher names = Pattern.compile("`(\\w+Test)?(?:\\.(\\w+))?`").matcher(page);
    String source = "";
    while (names.find()) {
      if (names.group(1) != null) {
        source = source(names.group(1));
      }
      String method = names.group(2);
      boolean found =
          !source.isEmpty() && (method == null || source.contains("void " + method + "("));
      if (!found && (names.group(1) != null || method != null)) {
        missing.add(names.group());
      }
    }
    assertTrue(missing.isEmpty(), () -> "not there: " + missing);
  }

  private static String source(String test) throws Exception {
    for (String tests : List.of("src/test/java", "../core/src/test/java", "../hub/src/test/java")) {
      try (Stream<Path> files = Files.walk(Path.of(tests))) {
        var file = files.filter(path -> path.endsWith(test + ".java")).findFirst();
        if (file.isPresent()) {
          return Files.readString(file.get());
        }
      }
    }
    return "";
  }
}
