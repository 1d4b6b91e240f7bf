package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "/bin/cat -n file,      /bin/cat;-n;file",
        "|  a \t b  |,          a;b",
        "a\\ b c,               a b;c",
        "a\\\\ b,               a\\;b",
        "a\\\\\\ b,             a\\ b",
        "|\"a b\" 'c'|,         |\"a;b\";'c'|",
        "\\x  y,                xy",
        "end\\,                 end"
      })
  void blanksPartAndBackslashesEscape(String line, String words) {
    assertThat(String.join(";", CommandWords.of(line))).isEqualTo(words);
  }

  @Test
  void nothingHasNoWords() {
    assertThat(CommandWords.of(" \t\n")).isEmpty();
  }

  /** The real one splits for printf, which shows what it was given. */
  @ParameterizedTest
  @ValueSource(
      strings = {"one two", " one\\ two  three", "a\\\\ b c", "q\"u o\"te 'x'", "\\a  b\\\tc d"})
  void wordsAreThoseOfNcat(String line) throws Exception {
    Needs.program("/usr/bin/printf");
    Path path = folder.resolve("socket");
    try (Program listener =
            Program.start("ncat", "-lU", path, "-e", "/usr/bin/printf [%s] " + line);
        Program client = Program.start("ncat", "-U", listening(listener, path))) {
      client.awaitOutput("[" + String.join("][", CommandWords.of(line)) + "]");
    }
  }

  private static Path listening(Program listener, Path path) throws InterruptedException {
    listener.awaitListening(path);
    return path;
  }
}
