package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import mortise.poll.LoopBalance.Move;
import org.junit.jupiter.api.Test;

final class LoopBalanceTest {
  private static final double SHORT = 5_000;
  private static final double LONG = 500_000;

  private final LoopBalance balance = new LoopBalance(4);

  private List<Move> look(double turn, double... use) {
    return balance.look(use, turn, 1000, true);
  }

  @Test
  void oneLoopDoesWhatItCan() {
    for (int i = 0; i < 100; i++) {
      assertThat(look(SHORT, 0.7, 0, 0, 0)).isEmpty();
    }
    assertThat(balance.active()).isEqualTo(1);
  }

  @Test
  void aBusyLoopGivesHalfToTheNext() {
    assertThat(look(SHORT, 0.9, 0, 0, 0))
        .singleElement()
        .satisfies(move -> {
          assertThat(move.from()).isZero();
          assertThat(move.to()).isEqualTo(1);
          assertThat(move.end()).isEqualTo(2);
          assertThat(move.share()).isCloseTo(0.5, within(0.01));
        });
    assertThat(balance.active()).isEqualTo(2);
  }

  private List<Move> lookWithoutIdleCpu(double turns, double... use) {
    return balance.look(use, SHORT, turns, false);
  }

  @Test
  void withoutAnIdleCpuAnotherLoopIsTriedAfterHalfASecond() {
    for (int i = 0; i < 24; i++) {
      assertThat(lookWithoutIdleCpu(1000, 1, 0, 0, 0)).isEmpty();
    }
    assertThat(lookWithoutIdleCpu(1000, 1, 0, 0, 0)).hasSize(1);
    assertThat(balance.active()).isEqualTo(2);
  }

  @Test
  void aLoopThatWasTriedStaysWhereMoreIsDoneWithIt() {
    for (int i = 0; i < 25; i++) {
      lookWithoutIdleCpu(1000, 1, 0, 0, 0);
    }
    for (int i = 0; i < 40; i++) {
      lookWithoutIdleCpu(1500, 0.8, 0.8, 0, 0);
    }
    assertThat(balance.active()).isEqualTo(2);
  }

  @Test
  void trialsThatDoNotHelpBecomeRare() {
    int trials = 0;
    for (int i = 0; i < 3000; i++) {
      int before = balance.active();
      lookWithoutIdleCpu(1000, 1, before > 1 ? 1 : 0, 0, 0);
      trials += balance.active() > before ? 1 : 0;
    }
    assertThat(trials).as("in a minute").isBetween(4, 8);
    assertThat(balance.active()).isLessThanOrEqualTo(2);
  }

  @Test
  void whereTurnsTakeLongAnotherLoopHelpsMuchEarlier() {
    assertThat(look(LONG, 0.35, 0, 0, 0)).hasSize(1);
  }

  @Test
  void fullLoopsGetSeveralMore() {
    LoopBalance large = new LoopBalance(64);
    double[] use = new double[64];
    int looks = 0;
    while (large.active() < 64) {
      for (int i = 0; i < large.active(); i++) {
        use[i] = 1;
      }
      large.look(use, SHORT, 1000, true);
      looks++;
    }
    assertThat(looks).isLessThan(20);
  }

  @Test
  void theFirstLookAfterAMoveDoesNotCount() {
    look(SHORT, 0.9, 0, 0, 0);
    assertThat(look(SHORT, 1, 1, 0, 0)).isEmpty();
    assertThat(balance.active()).isEqualTo(2);
  }

  @Test
  void loopsAreGivenUpAfterHalfASecondOfCalm() {
    look(SHORT, 0.9, 0, 0, 0);
    int looks = 0;
    while (balance.active() > 1) {
      look(SHORT, 0.2, 0.1, 0, 0);
      looks++;
    }
    assertThat(looks).isBetween(20, 30);
  }

  @Test
  void aBurstInBetweenBeginsTheCalmAnew() {
    look(SHORT, 0.9, 0, 0, 0);
    for (int i = 0; i < 200; i++) {
      look(SHORT, 0.2, i % 10 == 0 ? 0.6 : 0.1, 0, 0);
    }
    assertThat(balance.active()).isEqualTo(2);
  }

  @Test
  void loopsThatWereGivenUpTooEarlyAreKeptLongerTheNextTime() {
    int[] looks = new int[3];
    for (int round = 0; round < looks.length; round++) {
      while (balance.active() == 1) {
        look(SHORT, 0.9, 0, 0, 0);
      }
      while (balance.active() > 1) {
        look(SHORT, 0.1, 0.1, 0, 0);
        looks[round]++;
      }
    }
    assertThat(looks[1]).isGreaterThan(3 * looks[0] / 2);
    assertThat(looks[2]).isGreaterThan(3 * looks[1] / 2);
  }

  @Test
  void halfOfTheDifferenceMovesFromTheBusiestLoop() {
    look(SHORT, 0.9, 0, 0, 0);
    look(SHORT, 0.9, 0.2, 0, 0);
    assertThat(look(SHORT, 0.9, 0.1, 0, 0))
        .singleElement()
        .satisfies(move -> {
          assertThat(move.from()).isZero();
          assertThat(move.to()).isEqualTo(1);
          assertThat(move.share()).isCloseTo(0.44, within(0.01));
        });
  }

  @Test
  void whereMovesDoNotHelpTheyBecomeRare() {
    look(SHORT, 0.9, 0, 0, 0);
    int moves = 0;
    for (int i = 0; i < 500; i++) {
      moves += look(SHORT, 1, 0.1, 0, 0).size();
    }
    assertThat(moves).as("of one connection that needs a loop alone").isBetween(5, 25);
  }

  @Test
  void idleTimeIsThatWithoutWorkAndThatOfDisks() {
    assertThat(IdleCpus.idleTicks("cpu  10 20 30 40 50 60 70\ncpu0 1 2 3 4 5\n")).isEqualTo(90);
  }

  @Test
  void noCpuIsIdleBeforeATenthOfASecond() {
    IdleCpus cpus = new IdleCpus();
    assertThat(cpus.look(1_000_000_000)).isFalse();
    assertThat(cpus.look(1_050_000_000)).isFalse();
  }
}
