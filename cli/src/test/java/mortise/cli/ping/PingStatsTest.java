package mortise.cli.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PingStatsTest {
  private final PingStats tally = new PingStats();

  @Test
  void timesAreThoseOfAllAnswers() {
    for (int sequence = 1; sequence <= 4; sequence++) {
      tally.sent();
    }
    tally.replied(1, Duration.ofMillis(2));
    tally.replied(2, Duration.ofMillis(4));
    tally.replied(3, Duration.ofMillis(9));
    assertThat(tally.leastMillis()).isEqualTo(2);
    assertThat(tally.meanMillis()).isEqualTo(5);
    assertThat(tally.mostMillis()).isEqualTo(9);
    assertThat(tally.deviationMillis()).isCloseTo(Math.sqrt(26.0 / 3), within(1e-9));
    assertThat(tally.loss()).isEqualTo(25);
  }

  @Test
  void secondAnswerIsADuplicateAndNotReceived() {
    tally.sent();
    assertThat(tally.replied(1, Duration.ofMillis(1))).isTrue();
    assertThat(tally.replied(1, Duration.ofMillis(2))).isFalse();
    assertThat(tally.received()).isEqualTo(1);
    assertThat(tally.duplicates()).isEqualTo(1);
    assertThat(tally.loss()).isZero();
  }
}
