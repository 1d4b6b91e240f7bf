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
  void wideCharactersTakeTwoColumnsAndMarksNone() {
    Columns table = new Columns("LRL");
    table.add(List.of("变量", "队列", "x")).add(List.of("s", "0", "x"));
    table.add(List.of("u\u0308", "𠀀1", "x"));
    assertThat(table.lines(0)).containsExactly("变量  队列  x", "s        0  x", "u\u0308      𠀀1  x");
  }

  @Test
  void wideCharactersAreCutByTheirWidth() {
    Columns table = new Columns("LL").add(List.of("a", "套接字套接字套接字"));
    assertThat(table.lines(20)).containsExactly("a  套接字套接字套接…");
    assertThat(table.whole(20)).isNotEqualTo(table.lines(0));
  }

  @Test
  void wholeTableIsTurnedWhereItDoesNotFit() {
    assertThat(TABLE.whole(12)).isEqualTo(TABLE.lines(0));
    assertThat(TABLE.whole(11)).containsExactly("COUNT      7", "NAME   seven");
  }
}
