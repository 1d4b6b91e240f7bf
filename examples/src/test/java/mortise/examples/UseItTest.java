package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page docs/use-it.md, and the section of that name of README.md, against the projects. */
final class UseItTest {
  private static final Path CHECKOUT = Examples.FOLDER.getParent();
  private static final Path PROJECTS = Examples.FOLDER.resolve("projects");
  private static final String PAGE = "docs/use-it.md";

  @ParameterizedTest
  @CsvSource({
    "'Class path, and tests by surefire', xml, maven/pom.xml",
    "Executable jar by shade, xml, shade/pom.xml",
    "Executable jar of Spring Boot, xml, spring-boot/pom.xml",
    "Gradle, kotlin, gradle/build.gradle.kts"
  })
  void snippetsAreInTheProject(String section, String language, String file) throws IOException {
    String project =
        unindented(Files.readString(PROJECTS.resolve(file)))
            .replace("${mortise.version}", PomsTest.VERSION);
    List<String> snippets =
        blocks(section, language).filter(block -> !block.contains("mortise-bom")).toList();
    assertThat(snippets).isNotEmpty();
    for (String snippet : snippets) {
      for (String part : unindented(snippet).split("\n\n")) {
        assertThat(project).contains(part.strip());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", PAGE})
  void coordinatesAreThoseOfTheBuild(String page) throws IOException {
    String text = Files.readString(CHECKOUT.resolve(page));
    assertThat(text)
        .contains(PomsTest.GROUP + ":mortise:" + PomsTest.VERSION)
        .contains(
            """
            <dependency>
              <groupId>%s</groupId>
              <artifactId>mortise</artifactId>
              <version>%s</version>
            </dependency>
            """
                .formatted(PomsTest.GROUP, PomsTest.VERSION));
  }

  @Test
  void projectsTakeTheVersionOfTheBuild() throws IOException {
    for (String project : List.of("maven", "modules", "shade", "spring-boot")) {
      assertThat(Files.readString(PROJECTS.resolve(project).resolve("pom.xml")))
          .as(project)
          .contains("<mortise.version>" + PomsTest.VERSION + "</mortise.version>")
          .contains("<groupId>" + PomsTest.GROUP + "</groupId>");
    }
    assertThat(Files.readString(PROJECTS.resolve("gradle/build.gradle.kts")))
        .contains(PomsTest.GROUP + ":mortise:" + PomsTest.VERSION);
  }

  @Test
  void theJarHasTheNameOnThePage() throws IOException {
    assertThat(Files.readString(CHECKOUT.resolve(PAGE)))
        .contains("`core/target/mortise-" + PomsTest.VERSION + ".jar`");
  }

  @Test
  void linksLeadToFiles() throws IOException {
    Path page = CHECKOUT.resolve(PAGE);
    List<String> links =
        Pattern.compile("]\\(([^)#:]+)")
            .matcher(Files.readString(page))
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(links).hasSizeGreaterThan(4);
    assertThat(links).allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
  }

  /** The fenced blocks of a language in a section of the page. */
  static Stream<String> blocks(String section, String language) throws IOException {
    String page = Files.readString(CHECKOUT.resolve(PAGE));
    MatchResult found =
        Pattern.compile("(?ms)^## " + Pattern.quote(section) + "$(.*?)(?=^## |\\z)")
            .matcher(page)
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError(PAGE + " has no section " + section));
    return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
        .matcher(found.group(1))
        .results()
        .map(block -> block.group(1));
  }

  private static String unindented(String text) {
    return Pattern.compile("(?m)^ +").matcher(text).replaceAll("");
  }
}
