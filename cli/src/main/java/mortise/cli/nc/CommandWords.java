package mortise.cli.nc;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a command line as ncat's {@code --exec} has them: blanks part, a backslash takes the
 * meaning from whatever follows, and there are no quotes. Blanks behind such a character do not
 * part, except behind a backslash: {@code a\ b} is one word, {@code a\\ b} are two.
 */
final class CommandWords {
  private CommandWords() {}

  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    int at = blanks(line, 0);
    while (at < line.length()) {
      StringBuilder word = new StringBuilder();
      at = word(line, at, word);
      words.add(word.toString());
      at = blanks(line, at);
    }
    return words;
  }

  /** Reads a word into {@code word}; returns where it ends. */
  private static int word(String line, int begin, StringBuilder word) {
    int at = begin;
    while (at < line.length() && !isBlank(line.charAt(at))) {
      if (line.charAt(at) != '\\') {
        word.append(line.charAt(at++));
      } else if (++at < line.length()) {
        char meant = line.charAt(at++);
        word.append(meant);
        at = meant == '\\' ? at : blanks(line, at);
      }
    }
    return at;
  }

  private static int blanks(String line, int begin) {
    int at = begin;
    while (at < line.length() && isBlank(line.charAt(at))) {
      at++;
    }
    return at;
  }

  /** As isspace(3) in the C locale. */
  private static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
