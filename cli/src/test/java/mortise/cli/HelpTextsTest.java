package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts that launchers print are those that the command prints. */
final class HelpTextsTest {
  @TempDir private Path folder;

  static Stream<String> verbs() {
    return Verbs.commandLine().getSubcommands().keySet().stream()
        .filter(name -> !name.equals("nc"));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void helpOfAVerbIsWhatTheVerbPrints(String verb) throws Exception {
    write();
    assertThat(folder.resolve("verbs/" + verb + ".80")).hasContent(printed(verb, "--help"));
  }

  @Test
  void helpOfTheCommandAndItsVersionAreWhatItPrints() throws Exception {
    write();
    assertThat(folder.resolve("mortise.80")).hasContent(printed("--help"));
    assertThat(folder.resolve("version")).hasContent(printed("--version"));
  }

  @ParameterizedTest
  @CsvSource({
    "nc --help, nc",
    "nc --help=all, nc-all",
    "ncat --help, ncat",
    "nc --version, nc-version",
    "serve --help, verbs/serve.100"
  })
  void processPrintsTheText(String line, String file) throws Exception {
    write();
    ProcessBuilder builder = new ProcessBuilder(Mortise.command((Object[]) line.split(" ")));
    builder.environment().put("COLUMNS", "120");
    try (Program mortise = Program.start(builder)) {
      assertThat(mortise.end().out()).isEqualTo(Files.readString(folder.resolve(file)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mortise.80", "mortise.100", "verbs/serve.80", "verbs/serve.100"})
  void coloursAreTheOnlyDifferenceOnATerminal(String file) throws Exception {
    write();
    String coloured = Files.readString(folder.resolve(file + ".colours"));
    assertThat(coloured).contains("\033[");
    assertThat(coloured.replaceAll("\033\\[[0-9;]*m", ""))
        .isEqualTo(Files.readString(folder.resolve(file)));
  }

  private void write() throws Exception {
    HelpTexts.write(Verbs.commandLine(), folder);
  }

  private static String printed(String... args) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    assertThat(Verbs.run(printer, printer, args)).isZero();
    return out.toString();
  }
}
