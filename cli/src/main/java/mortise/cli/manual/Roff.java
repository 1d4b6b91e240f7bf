package mortise.cli.manual;

import java.util.List;
import java.util.Locale;

/** Text of a manual page in the language of man(7). */
final class Roff {
  private static final int WIDTH = 70;

  private final StringBuilder text = new StringBuilder();

  /** A line that is a request or macro with its arguments as they are. */
  Roff request(String line) {
    text.append(line).append('\n');
    return this;
  }

  Roff section(String title) {
    return request(".SH " + title);
  }

  /** Text that is filled into lines: a sentence begins a line, and none is long. */
  Roff words(String words) {
    StringBuilder line = new StringBuilder();
    for (String word : words.strip().split(" +")) {
      boolean ends = line.toString().matches(".*[.?!:]");
      if (ends || line.length() + word.length() >= WIDTH) {
        line(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    return line(line.toString());
  }

  private Roff line(String words) {
    text.append(guarded(escaped(words))).append('\n');
    return this;
  }

  /** Text with its own escapes. */
  Roff styled(String words) {
    text.append(guarded(words)).append('\n');
    return this;
  }

  /** Lines that stay as they are, indented. */
  Roff verbatim(List<String> lines) {
    request(".RS 4").request(".nf");
    lines.forEach(this::line);
    return request(".fi").request(".RE");
  }

  static String bold(String word) {
    return "\\fB" + escaped(word) + "\\fR";
  }

  static String italic(String word) {
    return "\\fI" + escaped(word) + "\\fR";
  }

  /** A line that begins with a dot or an apostrophe would be a request. */
  private static String guarded(String line) {
    return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
  }

  static String escaped(String words) {
    StringBuilder out = new StringBuilder();
    words.codePoints().forEach(c -> out.append(escaped(c)));
    return out.toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '\\' -> "\\e";
      case '-' -> "\\-";
      case '\'' -> "\\(aq";
      case '`' -> "\\(ga";
      case '^' -> "\\(ha";
      case '~' -> "\\(ti";
      default -> c < 0x7f ? Character.toString(c) : String.format(Locale.ROOT, "\\[u%04X]", c);
    };
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
