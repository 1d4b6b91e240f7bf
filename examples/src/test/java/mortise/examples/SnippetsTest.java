package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import mortise.testing.MarkdownPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages and the Javadoc show of Java compiles against the library as it is. */
final class SnippetsTest {
  private static final Path ROOT = Examples.FOLDER.getParent();
  private static final Pattern JAVADOC =
      Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n *\\* *}</pre>");

  /** Of the snippet, and not of a lambda in it. */
  private static final Pattern RETURN = Pattern.compile("(?m)^ {0,2}return \\S");

  private static final String IMPORTS =
      """
      import module java.base;
      import mortise.diag.*;
      import mortise.net.*;
      import mortise.process.*;
      import mortise.proxy.*;
      import mortise.server.*;
      import mortise.tls.*;
      """;

  /** What the pages speak of and do not show. */
  private static final String SURROUNDINGS =
      """
      Unix path;
      Path file;
      Path chain;
      Path key;
      byte[] data;
      byte[] head;
      byte[] body;
      Server server;
      Stage tls;
      Handler handler;
      Socket socket;
      Socket listener;
      Address address;
      void talk(Connection connection) {}
      void echo(Socket peer) {}
      """;

  /** A piece of Java in a file. */
  record Snippet(String place, String text) {
    /** Three dots stand for what is left out. */
    String source() {
      if (text.contains("void main(")) {
        return text;
      }
      String body = text.replaceAll("(?m)(\\s)\\.\\.\\.(\\s|$)", "$1;$2");
      return IMPORTS
          + SURROUNDINGS
          + (RETURN.matcher(body).find() ? "Object" : "void")
          + " snippet() throws Exception {\n"
          + body
          + "}\nvoid main() {}\n";
    }

    @Override
    public String toString() {
      return place;
    }
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (MarkdownPage page : pages()) {
      for (MarkdownPage.Block block : page.blocks()) {
        if (block.language().equals("java")) {
          String place = ROOT.relativize(page.path()) + ":" + block.line();
          snippets.add(new Snippet(place, block.text() + "\n"));
        }
      }
    }
    try (Stream<Path> sources = Files.walk(ROOT.resolve("core/src/main/java"))) {
      sources
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .forEach(file -> find(file, snippets));
    }
    return snippets;
  }

  /** Pages in Chinese have the code of those in English. */
  private static List<MarkdownPage> pages() throws IOException {
    return Stream.of(MarkdownPage.in(ROOT), MarkdownPage.in(ROOT.resolve("docs")))
        .flatMap(List::stream)
        .filter(page -> !page.path().toString().endsWith(".zh.md"))
        .toList();
  }

  private static void find(Path file, List<Snippet> into) {
    try {
      String text = Files.readString(file);
      Matcher matcher = JAVADOC.matcher(text);
      while (matcher.find()) {
        long line = text.substring(0, matcher.start()).lines().count() + 1;
        String java = matcher.group(1).replaceAll("(?m)^ *\\* ?", "");
        into.add(new Snippet(ROOT.relativize(file) + ":" + line, java + "\n"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void compiles(Snippet snippet, @TempDir Path classes) throws IOException {
    assertThat(complaints(snippet.source(), classes)).as(snippet.source()).isEmpty();
  }

  @Test
  void wrongSnippetIsFound(@TempDir Path classes) throws IOException {
    assertThat(snippets()).hasSizeGreaterThan(15);
    Snippet wrong = new Snippet("here", "Socket.open().nothing();\n");
    assertThat(complaints(wrong.source(), classes)).contains("cannot find symbol");
  }

  /** What the compiler says. */
  private static String complaints(String source, Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("Snippet.java"), source);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    ToolProvider.findFirst("javac")
        .orElseThrow()
        .run(
            out,
            out,
            "--module-path",
            Examples.library(),
            "--add-modules=mortise",
            "--class-path",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            file.toString());
    return said.toString();
  }
}
