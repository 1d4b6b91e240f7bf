package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mortise.cli.nc.NcOption.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A screen for people, and all of it for scripts. */
final class NcHelpTest {
  private static final Pattern OPTION = Pattern.compile("(?<= )(--[a-z][a-z-]*|-[a-z0-9A-Z])\\b");

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--hel"})
  void verbsHelpIsAScreen(String option) throws Exception {
    String help = Nc.run(new byte[0], option, "-l").text();
    assertThat(help).isEqualTo(NcHelp.screen()).startsWith("Usage: mortise nc ");
    assertThat(help.lines()).hasSizeBetween(24, 40).allMatch(line -> line.length() <= 80);
    assertThat(help).contains("Examples:", "--help=all");
  }

  @Test
  void screenNamesOptionsThatThereAre() {
    String screen = NcHelp.screen().replace("mortise help --man", ""); // an option of help
    List<String> named =
        OPTION.matcher(screen).results().map(MatchResult::group).distinct().toList();
    assertThat(named).hasSizeGreaterThan(25);
    assertThat(named).isSubsetOf(forms().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help=all", "--help all", "-h all", "-vh all"})
  void allIsAllOfThem(String line) throws Exception {
    String help = Nc.run(new byte[0], (Object[]) line.split(" ")).text();
    assertThat(help).isEqualTo(NcHelp.whole("mortise nc"));
  }

  @Test
  void allOptionsFitEightyColumns() {
    assertThat(NcHelp.whole("ncat").lines()).allMatch(line -> line.length() <= 80);
    assertThat(NcHelp.whole("ncat"))
        .contains(
            Stream.of(NcOption.values())
                .filter(option -> option.group() != Group.HIDDEN)
                .map(option -> "\n  " + NcHelp.forms(option) + " ")
                .toList());
  }

  @Test
  void ncatHasThemAllAtOnceForScriptsThatLook() {
    assertThat(CommandName.NCAT.help(null)).startsWith("Usage: ncat ").contains("--proxy-type");
  }

  private static Stream<String> forms() {
    return Stream.of(NcOption.values())
        .flatMap(option -> Stream.of("-" + option.letter(), "--" + option.longName()));
  }
}
