package mortise.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import mortise.cli.flow.Direction;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @Test
  void keepsTheLastBytesAndSaysWhatItDropped() {
    History history = new History(1000, new HistoryBudget(1 << 20));
    long at = 0;
    for (int i = 0; i < 100; i++) {
      history.add(Direction.SENT, at, bytes(50), 0, 50);
      at += 50;
    }
    long kept = history.after(0).stream().mapToLong(part -> part.bytes().length).sum();
    assertThat(kept).isBetween(1L, 1000L);
    assertThat(history.dropped(Direction.SENT) + kept).isEqualTo(at);
    assertThat(history.after(0).getLast().offset()).isEqualTo(at - 50);
    assertThat(history.isWhole(Direction.SENT, at)).isFalse();
  }

  @Test
  void ofOnePartThatIsTooLongTheEndIsKept() {
    History history = new History(100, new HistoryBudget(1 << 20));
    byte[] all = bytes(1000);
    history.add(Direction.RECEIVED, 5, all, 0, 1000);
    HistoryPart part = history.after(0).getFirst();
    assertThat(part.offset()).isEqualTo(905);
    assertThat(part.bytes()).hasSize(100).endsWith(all[999]);
    assertThat(history.dropped(Direction.RECEIVED)).isEqualTo(900);
  }

  @Test
  void tinyPartsAreBoundedToo() {
    HistoryBudget budget = new HistoryBudget(1 << 20);
    History history = new History(10_000, budget);
    for (int i = 0; i < 100_000; i++) {
      history.add(Direction.SENT, i, new byte[] {1}, 0, 1);
    }
    assertThat(budget.used()).isLessThan(20_000);
  }

  @Test
  void allTogetherAreBoundedAndThoseThatAreOverGoFirst() {
    HistoryBudget budget = new HistoryBudget(10_000);
    History over = new History(4000, budget);
    over.add(Direction.SENT, 0, bytes(4000), 0, 4000);
    budget.ended(over);
    History open = new History(4000, budget);
    open.add(Direction.SENT, 0, bytes(4000), 0, 4000);
    assertThat(over.after(0)).isNotEmpty();
    History another = new History(4000, budget);
    another.add(Direction.SENT, 0, bytes(4000), 0, 4000);
    assertThat(over.after(0)).isEmpty();
    assertThat(open.after(0)).isNotEmpty();
    for (int i = 0; i < 50; i++) {
      History more = new History(4000, budget);
      more.add(Direction.SENT, 0, bytes(4000), 0, 4000);
      assertThat(budget.used()).isLessThanOrEqualTo(budget.most());
    }
  }
}
