package mortise.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextWidthTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "relay, 5",
    "早上好, 6",
    "ＡＢ, 4",
    "한글, 4",
    "é, 1",
    "e\u0301, 1",
    "😀, 2",
    "𠀀, 2",
    "…, 1"
  })
  void isWhatATerminalTakes(String text, int columns) {
    assertThat(TextWidth.of(text)).isEqualTo(columns);
  }

  @Test
  void noLetterIsCutInHalf() {
    assertThat(TextWidth.cut("早上好", 6)).isEqualTo("早上好");
    assertThat(TextWidth.cut("早上好", 5)).isEqualTo("早上…");
    assertThat(TextWidth.cut("早上好", 4)).isEqualTo("早…");
    assertThat(TextWidth.prefix("a😀b", 2)).isEqualTo("a");
  }

  @Test
  void columnsStandBelowEachOther() {
    List<String> lines =
        new Columns("LR").add(List.of("状态", "字节")).add(List.of("open", "7")).lines(0);
    assertThat(lines).containsExactly("状态  字节", "open     7");
  }
}
