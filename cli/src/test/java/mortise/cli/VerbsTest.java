package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerbsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void tellsItsVersion() {
    assertThat(run("--version")).isEqualTo(Main.OK);
    assertThat(out.toString()).startsWith("mortise ").contains("Java " + Runtime.version());
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"--help", "demo --help", "run --help"})
  void helpGoesToStandardOutput(String line) {
    assertThat(run(line.split(" "))).isEqualTo(Main.OK);
    assertThat(out.toString()).startsWith("Usage: mortise");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fly                 | unknown verb 'fly'. Try 'mortise --help'.",
        "deom                | unknown verb 'deom'. Did you mean 'demo'? Try 'mortise --help'.",
        "demo --fast         | unknown option '--fast'. Try 'mortise demo --help'.",
        "demo --prot=1       | unknown option '--prot=1'. Did you mean '--port'?"
            + " Try 'mortise demo --help'.",
        "demo 127.0.0.1      | unexpected argument '127.0.0.1'." + " Try 'mortise demo --help'.",
        "completion fish     | 'fish' is neither bash nor zsh. Try 'mortise completion --help'.",
        "demo --port x       | Invalid value for option '--port': 'x' is not a whole number."
            + " Try 'mortise demo --help'.",
        "run                 | Missing required parameter: 'FILE.java'. Try 'mortise run --help'.",
        "run missing.java    | program 'missing.java' does not exist. Try 'mortise run --help'.",
        "run notes.txt       | 'notes.txt' is not a .java file. Try 'mortise run --help'.",
      })
  void wrongUsageGetsOneSentence(String line, String sentence) {
    assertThat(run(line.split(" "))).isEqualTo(Main.USAGE);
    assertThat(err.toString()).isEqualTo("mortise: " + sentence + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "relay file:/none/x tcp:127.0.0.1:1, 2, /none/x: No such file or directory",
    "relay exec:/none tcp:127.0.0.1:1, 2, start '/none': No such file or directory",
    "relay tcp:127.0.0.1:1 file:/none/x, 1, Connection refused",
    "serve file /none, 2, no such file or directory"
  })
  void statusTellsTheNetworkFromTheRest(String line, int status, String reason) {
    assertThat(run(line.split(" "))).isEqualTo(status);
    assertThat(err.toString()).startsWith("mortise: ").contains(reason).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void missingVerbGetsOneSentence() {
    assertThat(run()).isEqualTo(Main.USAGE);
    assertThat(err.toString()).startsWith("mortise: Missing verb. Try 'mortise --help'.");
  }

  private int run(String... args) {
    return Verbs.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
