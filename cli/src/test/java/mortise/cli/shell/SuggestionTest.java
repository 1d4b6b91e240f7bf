package mortise.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
  private static final List<String> WORDS =
      List.of("demo", "run", "relay", "sockets", "--trace", "--listen", "--keep-open", "--ssl");

  @ParameterizedTest
  @CsvSource({
    "dmeo, demo",
    "Demo, demo",
    "rnu, run",
    "soc, sockets",
    "replay, relay",
    "--tarce, --trace",
    "--lisen, --listen",
    "--keepopen, --keep-open",
  })
  void knowsWhatWasMeant(String typed, String meant) {
    assertThat(Suggestion.of(typed, WORDS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"fly", "x", "--", "'-'", "--quite-another-thing", "''"})
  void saysNothingWhereItDoesNot(String typed) {
    assertThat(Suggestion.of(typed, WORDS)).isEmpty();
    assertThat(Suggestion.sentence(typed, WORDS)).isEmpty();
  }

  @Test
  void isASentence() {
    assertThat(Suggestion.sentence("dem", WORDS)).isEqualTo(" Did you mean 'demo'?");
  }
}
