package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** The help of each verb fits a screen; {@code NcHelpTest} looks at that of nc. */
final class HelpTest {
  private static final int LINES = 40;
  private static final int COLUMNS = 80;

  static Stream<String> verbs() {
    return Verbs.commandLine().getSubcommands().values().stream()
        .map(verb -> verb.getCommandSpec())
        .filter(verb -> !verb.usageMessage().hidden() && !verb.name().equals("nc"))
        .map(CommandSpec::name);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void fitsAScreenAndHasExamples(String verb) {
    List<String> help = help(verb, "--help");
    assertThat(help).contains("Examples:").satisfies(HelpTest::fits);
    // A line that does not fit is broken, and the rest of it stands at the left.
    assertThat(help.subList(help.indexOf("Examples:") + 1, help.size()))
        .allSatisfy(line -> assertThat(line).startsWith("  "));
  }

  @Test
  void thatOfTheCommandFitsToo() {
    assertThat(help("--help")).contains("Examples:").satisfies(HelpTest::fits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "help            | Usage: mortise [-hV] VERB",
        "help demo       | Usage: mortise demo",
        "help nc         | Usage: mortise nc",
        "help nc all     | Usage: mortise nc",
        "nc --help       | Usage: mortise nc",
        "ncat --help     | Usage: ncat",
      })
  void isAskedForInSeveralWays(String line, String usage) throws Exception {
    try (Program mortise =
        Program.start(new ProcessBuilder(Mortise.command((Object[]) line.split(" "))))) {
      Program.Ended ended = mortise.end();
      assertThat(ended.out()).startsWith(usage);
      assertThat(ended.status()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"serv --help", "help serv", "--help serv"})
  void ofAnUnknownVerbIsRefused(String line) throws Exception {
    try (Program mortise =
        Program.start(new ProcessBuilder(Mortise.command((Object[]) line.split(" "))))) {
      Program.Ended ended = mortise.end();
      assertThat(ended.err()).contains("unknown verb 'serv'. Did you mean 'serve'?");
      assertThat(ended.status()).isEqualTo(Main.USAGE);
    }
  }

  private static void fits(List<? extends String> lines) {
    assertThat(lines).hasSizeLessThanOrEqualTo(LINES);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(COLUMNS));
  }

  private static List<String> help(String... args) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    assertThat(Verbs.run(printer, printer, args)).isZero();
    return out.toString().lines().toList();
  }
}
