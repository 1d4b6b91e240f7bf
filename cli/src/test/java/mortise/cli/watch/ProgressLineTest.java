package mortise.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private static final Duration TIME = Duration.ofSeconds(65);

  @Test
  void tellsWhatIsLeftWhereTheSizeIsKnown() {
    assertThat(new ProgressLine(1 << 30, 0, 1L << 31, TIME, 100 << 20))
        .hasToString("sent 1.00 GiB of 2.00 GiB (50 %), 100 MiB/s, 0:11 left");
  }

  @Test
  void tellsTheTimeWhereItIsNot() {
    assertThat(new ProgressLine(0, 1500, -1, TIME, 12.4))
        .hasToString("received 1.46 KiB, 12 B/s, 1:05");
    assertThat(new ProgressLine(1, 1, -1, Duration.ofHours(30), 0))
        .hasToString("sent 1 B, received 1 B, 0 B/s, 30:00:00");
  }

  @Test
  void fileThatHasGrownHasNoEnd() {
    assertThat(new ProgressLine(11, 0, 10, TIME, 5)).hasToString("sent 11 B, 5 B/s, 1:05");
  }

  @Test
  void stalledTransferHasNoTimeLeft() {
    assertThat(new ProgressLine(5, 0, 10, TIME, 0))
        .hasToString("sent 5 B of 10 B (50 %), 0 B/s, 1:05");
  }

  @Test
  void fitsALine() {
    long most = Long.MAX_VALUE / 100;
    assertThat(new ProgressLine(most, most, most, Duration.ofDays(999), 1e15).toString())
        .hasSizeLessThan(80);
  }

  @Test
  void paceForgetsThePast() {
    SmoothedRate pace = new SmoothedRate(0);
    long time = 0;
    long bytes = 0;
    double rate = 0;
    for (int i = 0; i < 100; i++) {
      rate = pace.rate(bytes += 1000, time += 200_000_000);
    }
    assertThat(rate).isBetween(4990.0, 5010.0);
    for (int i = 0; i < 100; i++) {
      rate = pace.rate(bytes, time += 200_000_000);
    }
    assertThat(rate).isLessThan(1);
  }
}
