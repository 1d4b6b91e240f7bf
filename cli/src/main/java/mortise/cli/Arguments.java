package mortise.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.net.ByteText;

/**
 * The command line as bytes. The JVM reads it in the locale's encoding and replaces what is no text
 * in it; {@code /proc/self/cmdline} has it as it was given.
 */
final class Arguments {
  private static final Path RAW = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /**
   * The arguments as {@link ByteText} has them.
   *
   * @throws IllegalArgumentException when one was changed and its bytes are not to be had
   */
  static String[] exact(String... args) {
    int changed = firstChanged(args);
    if (changed == args.length) {
      return args;
    }
    try {
      String raw = Files.readString(RAW, StandardCharsets.ISO_8859_1);
      List<String> words = List.of(raw.split("\0", -1));
      // A NUL ends each word, and the arguments are the last words.
      int first = words.size() - 1 - args.length;
      if (first > 0) {
        return words.subList(first, words.size() - 1).stream()
            .map(word -> ByteText.decode(word.getBytes(StandardCharsets.ISO_8859_1)))
            .toArray(String[]::new);
      }
    } catch (IOException _) {
      // Another system than Linux.
    }
    throw new IllegalArgumentException(
        "cannot read argument "
            + (changed + 1)
            + ", which is not text in the encoding "
            + System.getProperty("sun.jnu.encoding")
            + "; run with LC_ALL=C.UTF-8 and arguments in UTF-8");
  }

  /** The index of the first argument that may not be what was given; the length without one. */
  private static int firstChanged(String... args) {
    boolean utf8 = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
    for (int i = 0; i < args.length; i++) {
      // JDKs put U+FFFD there, and a question mark where the encoding is ASCII.
      boolean kept =
          utf8
              ? args[i].indexOf('\ufffd') < 0
              : args[i].chars().allMatch(c -> c < 0x80 && c != '?');
      if (!kept) {
        return i;
      }
    }
    return args.length;
  }
}
