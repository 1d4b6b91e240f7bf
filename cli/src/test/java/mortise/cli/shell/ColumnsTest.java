package mortise.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ColumnsTest {
  private static final Columns TABLE =
      new Columns("RL").add(List.of("COUNT", "NAME")).add(List.of("7", "seven"));

  @Test
  void cellsStandBelowEachOther() {
    assertThat(TABLE.lines(0)).containsExactly("COUNT  NAME", "    7  seven");
  }

  @Test
  void narrowScreenCutsTheLastCell() {
    Columns table = new Columns("LL").add(List.of("a", "a long word, a long word"));
    assertThat(table.lines(20)).containsExactly("a  a long word, a l…");
  }

  @Test
  void wholeTableIsTurnedWhereItDoesNotFit() {
    assertThat(TABLE.whole(12)).isEqualTo(TABLE.lines(0));
    assertThat(TABLE.whole(11)).containsExactly("COUNT      7", "NAME   seven");
  }
}
