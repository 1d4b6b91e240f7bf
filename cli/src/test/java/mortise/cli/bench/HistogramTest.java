package mortise.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistogramTest {
  private final Histogram histogram = new Histogram();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 255, 256, 257, 1000, 123_456_789, Long.MAX_VALUE})
  void singleValueIsKeptToWithinAHundredth(long value) {
    histogram.add(value);
    for (double share : new double[] {0, 0.5, 1}) {
      assertThat(histogram.quantile(share))
          .isBetween(
              value,
              value < 256 ? value : value + value / 100 < 0 ? Long.MAX_VALUE : value + value / 100);
    }
  }

  @Test
  void quantilesAreThoseOfTheSortedValues() {
    Random random = new Random(7);
    long[] values = new long[10_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble() * 30);
      histogram.add(values[i]);
    }
    Arrays.sort(values);
    for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.max(0, Math.ceil(share * values.length) - 1)];
      assertThat(histogram.quantile(share)).isBetween(exact, exact + exact / 100);
    }
    assertThat(histogram.count()).isEqualTo(values.length);
  }

  @Test
  void noneOfThemIsZero() {
    assertThat(histogram.quantile(0.5)).isZero();
    assertThat(histogram.mean()).isZero();
  }
}
