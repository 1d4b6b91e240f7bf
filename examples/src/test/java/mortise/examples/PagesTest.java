package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mortise.testing.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page and every example is found from an index, and no link leads nowhere. */
final class PagesTest {
  private static final Path ROOT = Examples.FOLDER.getParent();
  private static final Path DOCS = ROOT.resolve("docs");

  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern INDENTED = Pattern.compile("(?m)(?:^ {4}.*\n)+");

  static List<MarkdownPage> pages() throws IOException {
    List<MarkdownPage> pages = new ArrayList<>(MarkdownPage.in(ROOT));
    pages.addAll(MarkdownPage.in(DOCS));
    pages.addAll(MarkdownPage.in(Examples.FOLDER));
    return pages;
  }

  @Test
  void everyPageIsInTheIndex() throws IOException {
    Set<Path> linked = files(MarkdownPage.read(DOCS.resolve("README.md")));
    assertThat(MarkdownPage.in(DOCS))
        .extracting(MarkdownPage::path)
        .filteredOn(page -> !page.endsWith("README.md"))
        .isSubsetOf(linked);
  }

  @Test
  void everyExampleIsInItsIndex() throws IOException {
    Set<Path> linked = files(MarkdownPage.read(Examples.FOLDER.resolve("README.md")));
    assertThat(Examples.sources()).isSubsetOf(linked);
  }

  @Test
  void indexesAreLinkedFromTheFrontPage() throws IOException {
    assertThat(files(MarkdownPage.read(ROOT.resolve("README.md"))))
        .contains(
            DOCS.resolve("README.md"),
            DOCS.resolve("tutorial.md"),
            Examples.FOLDER.resolve("README.md"),
            ROOT.resolve("README.zh.md"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(MarkdownPage page) throws IOException {
    for (String link : links(page)) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page.path() : resolve(page, parts[0]);
      assertThat(target).as("%s links to %s", page.path(), link).exists();
      if (parts.length > 1) {
        String anchor = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
        assertThat(anchors(MarkdownPage.read(target)))
            .as("%s links to %s", page.path(), link)
            .contains(anchor);
      }
    }
  }

  /** The code of a translation is that of the original, or some of it. */
  @ParameterizedTest
  @CsvSource({"docs/tutorial, true", "README, false"})
  void codeInChineseIsThatInEnglish(String name, boolean whole) {
    MarkdownPage english = MarkdownPage.read(ROOT.resolve(name + ".md"));
    MarkdownPage chinese = MarkdownPage.read(ROOT.resolve(name + ".zh.md"));
    assertThat(code(english)).containsAll(code(chinese));
    if (whole) {
      assertThat(code(chinese)).isEqualTo(code(english));
    }
  }

  private static List<String> code(MarkdownPage page) {
    String prose = FENCE.matcher(page.text()).replaceAll("");
    return Stream.concat(
            page.blocks().stream().map(MarkdownPage.Block::text),
            INDENTED.matcher(prose).results().map(found -> found.group()))
        .toList();
  }

  /** Links within this repository. */
  private static List<String> links(MarkdownPage page) {
    String prose = CODE.matcher(FENCE.matcher(page.text()).replaceAll("")).replaceAll("x");
    return LINK.matcher(prose)
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  private static Set<Path> files(MarkdownPage page) {
    return links(page).stream()
        .map(link -> link.replaceAll("#.*", ""))
        .filter(link -> !link.isEmpty())
        .map(link -> resolve(page, link))
        .filter(Files::isRegularFile)
        .collect(Collectors.toSet());
  }

  private static Path resolve(MarkdownPage page, String link) {
    return page.path().getParent().resolve(link).normalize();
  }

  /** As GitHub makes them of headings; equal ones get a number. */
  private static Set<String> anchors(MarkdownPage page) {
    Map<String, Integer> anchors = new HashMap<>();
    HEADING
        .matcher(FENCE.matcher(page.text()).replaceAll(""))
        .results()
        .map(found -> anchor(found.group(1)))
        .forEach(anchor -> {
          int before = anchors.merge(anchor, 1, Integer::sum) - 1;
          if (before > 0) {
            anchors.put(anchor + "-" + before, 1);
          }
        });
    return anchors.keySet();
  }

  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
        .replace(' ', '-');
  }
}
