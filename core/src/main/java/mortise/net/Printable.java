package mortise.net;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text from outside, made safe for a terminal, a log or an exception's message.
 *
 * <p>Escaped are control characters (C0, DEL, C1), line and paragraph separators, format characters
 * such as the bidirectional controls of CVE-2021-42574 (but not the two joiners, which Persian and
 * Indic scripts need), unpaired surrogates, and bytes that are no UTF-8. All else stays as it is,
 * so that names in other scripts remain readable.
 *
 * <pre>{@code
 * Printable.of("a\033[2J\n");                 // a\x1b[2J\n
 * Printable.of(new byte[] {'a', (byte) 0xff}); // a\xff
 * }</pre>
 */
public final class Printable {
  private static final char ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final char ZERO_WIDTH_JOINER = 0x200d;

  private Printable() {}

  /**
   * Escapes a value. A backslash is doubled, so that different values have different texts: {@code
   * \n}, {@code \r}, {@code \t}, {@code \xNN} for other control characters of ASCII and for bytes
   * that are no UTF-8 (as {@link ByteText} has them), {@code \\uNNNN} and {@code \U00NNNNNN} for
   * the rest.
   */
  public static String of(String value) {
    return escaped(value, true);
  }

  /** Escapes a value of bytes, which are read as UTF-8. */
  public static String of(byte[] value) {
    return of(ByteText.decode(value));
  }

  /**
   * Escapes a whole message, in which values may have been escaped before: backslashes stay. It is
   * the last line of defence of what prints messages. Applied twice, it changes nothing more.
   */
  public static String line(String message) {
    return escaped(message, false);
  }

  /** {@link #line} for text of several lines: line feeds stay, and tabs that indent a line. */
  public static String lines(String message) {
    if (plain(message, false) == message.length()) {
      return message;
    }
    StringBuilder lines = new StringBuilder(message.length() + 16);
    for (String line : message.split("\n", -1)) {
      int indent = 0;
      while (indent < line.length() && line.charAt(indent) == '\t') {
        indent++;
      }
      lines.append(line, 0, indent).append(line(line.substring(indent))).append('\n');
    }
    return lines.substring(0, lines.length() - 1);
  }

  private static String escaped(String text, boolean backslash) {
    int plain = plain(text, backslash);
    if (plain == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, plain);
    for (int i = plain; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isPlain(c, backslash)) {
        escaped.appendCodePoint(c);
      } else {
        escaped.append(escape(c));
      }
      i += Character.charCount(c);
    }
    return escaped.toString();
  }

  /** The length of the part in front that stays as it is: nearly always the whole. */
  private static int plain(String text, boolean backslash) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!isPlain(c, backslash)) {
        return i;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  private static boolean isPlain(int c, boolean backslash) {
    if (c < 0x7f) {
      return c >= ' ' && (c != '\\' || !backslash);
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
      default -> true;
    };
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default -> {
        if (c < 0x80) {
          yield String.format(Locale.ROOT, "\\x%02x", c);
        }
        if (ByteText.isByte(c)) {
          yield String.format(Locale.ROOT, "\\x%02x", c & 0xff);
        }
        yield String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
      }
    };
  }

  /** The value that {@link #of(String)} has escaped; a backslash of no escape is one. */
  static String parse(String escaped) {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder value = new StringBuilder(escaped.length());
    Matcher escape = Escape.PATTERN.matcher(escaped);
    int end = 0;
    while (escape.find()) {
      value.append(escaped, end, escape.start());
      appendEscaped(escape.group(), value);
      end = escape.end();
    }
    return value.append(escaped, end, escaped.length()).toString();
  }

  private static void appendEscaped(String escape, StringBuilder value) {
    switch (escape.charAt(1)) {
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case '\\' -> value.append('\\');
      default -> {
        int number = Integer.parseInt(escape, 2, escape.length(), 16);
        boolean isByte = escape.charAt(1) == 'x' && number >= 0x80;
        value.appendCodePoint(isByte ? 0xdc00 | number : number);
      }
    }
  }

  /** Compiled where a text has a backslash, and not at every start. */
  private static final class Escape {
    static final Pattern PATTERN =
        Pattern.compile("\\\\([nrt\\\\]|x[0-9a-f]{2}|u[0-9a-f]{4}|U00(0[0-9a-f]|10)[0-9a-f]{4})");
  }
}
