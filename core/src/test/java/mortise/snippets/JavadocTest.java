package mortise.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the Javadoc, and its site. */
final class JavadocTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path TESTS = Path.of("src/test/java");

  private static final Pattern SHOWN =
      Pattern.compile(
          "(?s) \\* \\{@snippet file=\"([^\"]+)\" region=\"(\\w+)\" :\\n(.*?) \\* \\}\\n"
              + " \\*(?: <|/|\\n)");

  private static final Pattern REGION =
      Pattern.compile("(?s)\\n([^\\n]*) // @start region=\"(\\w+)\"\\n(.*?)\\n *// @end");

  @TempDir private Path site;

  /** The compiler sees the file alone, a reader of the source sees the comment. */
  @Test
  void examplesInCommentsAreThoseThatAreCompiled() throws IOException {
    Map<String, String> compiled = compiled();
    Map<String, String> shown = new TreeMap<>();
    int snippets = 0;
    for (Path file : java(SOURCES)) {
      String text = Files.readString(file);
      snippets += text.split("\\{@snippet file=", -1).length - 1;
      Matcher snippet = SHOWN.matcher(text);
      while (snippet.find()) {
        String code = snippet.group(3).replaceAll("(?m)^ \\* ?", "");
        String name = snippet.group(1) + "#" + snippet.group(2);
        assertThat(code.strip()).as(file + " " + name).isEqualTo(compiled.get(name));
        shown.put(name, code);
        snippets--;
      }
    }
    assertThat(snippets).as("examples of another form").isZero();
    assertThat(shown.keySet()).containsExactlyElementsOf(compiled.keySet());
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  @EnabledIfSystemProperty(
      named = "package.test",
      matches = "true",
      disabledReason = "takes half a minute: -Dpackage.test=true")
  void siteIsMadeWithoutWarnings() throws IOException {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    String[] arguments = {
      "-quiet",
      "-notimestamp",
      "-Xdoclint:all,-missing",
      "-Werror",
      "-d",
      site.toString(),
      "-overview",
      "src/main/javadoc/overview.html",
      "--snippet-path",
      TESTS.toString(),
      "--source-path",
      SOURCES.toString(),
      "--module-path",
      annotations(),
      "--module",
      "mortise"
    };
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    assertThat(javadoc.run(out, out, arguments)).as(said::toString).isZero();
    assertThat(said.toString()).isEmpty();
    assertThat(site.resolve("index.html")).content().contains("Where to begin");
    assertThat(site.resolve("mortise/mortise/net/Socket.html"))
        .content()
        .contains("class=\"snippet\"", "peer.sendAll(\"byebye\")");
  }

  private static Map<String, String> compiled() throws IOException {
    Map<String, String> compiled = new TreeMap<>();
    for (Path file : java(TESTS.resolve("mortise/snippets"))) {
      Matcher region = REGION.matcher(Files.readString(file));
      while (region.find()) {
        String code = region.group(1) + "\n" + region.group(3);
        compiled.put(TESTS.relativize(file) + "#" + region.group(2), code.stripIndent().strip());
      }
    }
    return compiled;
  }

  private static List<Path> java(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** The jar of the annotations of nullness. */
  private static String annotations() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(System::getProperty)
        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
        .filter(part -> part.contains("jspecify"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
