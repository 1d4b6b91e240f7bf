package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The coordinates, which Maven wants as literals in each module's reference to its parent. */
final class PomsTest {
  private static final Path CHECKOUT = Examples.FOLDER.getParent();
  private static final String PARENT = read("pom.xml");
  static final String GROUP = first(PARENT, "<groupId>([^<]*)</groupId>");
  static final String VERSION = first(PARENT, "<version>([^<]*)</version>");

  @Test
  void modulesReferToTheParentByItsCoordinates() {
    assertThat(modules()).isNotEmpty();
    for (String module : modules()) {
      assertThat(read(module + "/pom.xml"))
          .as(module)
          .contains(
              """
                <parent>
                  <groupId>%s</groupId>
                  <artifactId>mortise-parent</artifactId>
                  <version>%s</version>
                </parent>
              """
                  .formatted(GROUP, VERSION));
    }
  }

  /** Each literal is one more that a release would have to change. */
  @Test
  void groupAndVersionAreLiteralsInTheReferenceToTheParentOnly() {
    assertThat(occurrences(PARENT, "<groupId>" + GROUP)).isEqualTo(1);
    assertThat(occurrences(PARENT, "<version>" + VERSION)).isEqualTo(1);
    for (String module : modules()) {
      String pom = read(module + "/pom.xml");
      assertThat(occurrences(pom, "<groupId>" + GROUP)).as(module).isEqualTo(1);
      assertThat(occurrences(pom, "<version>" + VERSION)).as(module).isEqualTo(1);
    }
  }

  @Test
  void bundleHasTheVersionOfTheModule() {
    assertThat(read("core/pom.xml"))
        .contains("<osgi.version>" + VERSION.replaceFirst("-.*", "") + "</osgi.version>");
  }

  /** Maven Central gives io.github.NAME to the owner of github.com/NAME. */
  @Test
  void projectUrlBelongsToTheOwnerOfTheGroup() {
    String owner = GROUP.replaceFirst("io\\.github\\.", "");
    assertThat(PARENT)
        .contains("<url>https://github.com/" + owner + "/mortise</url>")
        .contains("<connection>scm:git:https://github.com/" + owner + "/mortise.git</connection>");
  }

  /** Maven Central refuses an artifact without them. */
  @Test
  void everyModuleHasNameAndDescription() {
    for (String module : modules()) {
      assertThat(read(module + "/pom.xml")).as(module).contains("<name>", "<description>");
    }
  }

  private static List<String> modules() {
    return Pattern.compile("<module>([^<]*)</module>")
        .matcher(PARENT)
        .results()
        .map(module -> module.group(1))
        .toList();
  }

  private static int occurrences(String text, String literal) {
    return text.split(Pattern.quote(literal + "</"), -1).length - 1;
  }

  private static String first(String text, String pattern) {
    MatchResult found = Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow();
    return found.group(1);
  }

  private static String read(String file) {
    try {
      return Files.readString(CHECKOUT.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
