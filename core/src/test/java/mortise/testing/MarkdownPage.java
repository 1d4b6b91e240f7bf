package mortise.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The fenced code blocks of a Markdown file, in order. */
public record MarkdownPage(Path path, String text, List<Block> blocks) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```([a-z]*)\n(.*?)^```$");

  /** A first line such as {@code // Server.java}: the block is that file. */
  private static final Pattern NAME =
      Pattern.compile("(?://|#|;|<!--) ([\\w./-]*\\w\\.\\w+|Dockerfile)(?: -->)?");

  /** A block, with the line of its fence and the heading above it. */
  public record Block(String page, int line, String heading, String language, String text) {
    /** The name of the file that the block shows, if it begins with one. */
    public Optional<String> file() {
      Matcher name = NAME.matcher(text.lines().findFirst().orElse(""));
      return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return page + ":" + line + " " + heading;
    }
  }

  /** Reads a page. */
  public static MarkdownPage read(Path path) {
    try {
      String text = Files.readString(path);
      String name = path.getFileName().toString();
      List<Block> blocks = new ArrayList<>();
      Matcher fence = FENCE.matcher(text);
      while (fence.find()) {
        String before = text.substring(0, fence.start());
        int line = (int) before.lines().count() + 1;
        blocks.add(new Block(name, line, heading(before), fence.group(1), fence.group(2)));
      }
      return new MarkdownPage(path, text, List.copyOf(blocks));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pages of a folder, not of those below it. */
  public static List<MarkdownPage> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(MarkdownPage::read)
          .toList();
    }
  }

  /** The files that the page shows before a block; of two with one name, the later one. */
  public Map<String, String> filesBefore(Block block) {
    Map<String, String> files = new LinkedHashMap<>();
    for (Block earlier : blocks) {
      if (earlier.line() < block.line()) {
        earlier.file().ifPresent(name -> files.put(name, earlier.text()));
      }
    }
    return files;
  }

  private static String heading(String before) {
    String prose = FENCE.matcher(before).replaceAll("");
    String line = prose.substring(prose.lastIndexOf("\n#") + 1);
    return line.lines().findFirst().orElse("").replaceAll("^#+ ", "");
  }
}
