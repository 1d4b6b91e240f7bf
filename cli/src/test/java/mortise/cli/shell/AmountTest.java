package mortise.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "2, 2000",
    "0.2, 200",
    "500ms, 500",
    "10s, 10000",
    "1.5m, 90000",
    "1h, 3600000",
    "0, 0",
  })
  void timesAreRead(String text, long millis) {
    assertThat(Amount.time(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"1500, 1500", "64K, 65536", "1.5M, 1572864", "2G, 2147483648", "0, 0"})
  void sizesAreRead(String text, long bytes) {
    assertThat(Amount.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1x", "1e3", "ms", "0.0000000001", "999999999999999d"})
  void whatIsNoTimeIsRefusedByItsText(String text) {
    assertThatThrownBy(() -> Amount.time(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1x", "1 K", "99999999T"})
  void whatIsNoSizeIsRefusedByItsText(String text) {
    assertThatThrownBy(() -> Amount.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void amountsAreWrittenWithThreeDigits() {
    assertThat(Amount.ofBytes(999)).isEqualTo("999 B");
    assertThat(Amount.ofBytes(1024 * 1023.9)).isEqualTo("1.00 MiB");
    assertThat(Amount.ofBits(117_500_000)).isEqualTo("940 Mbit/s");
    assertThat(Amount.ofTime(Duration.ofNanos(43_210))).isEqualTo("0.043 ms");
    assertThat(Amount.ofTime(Duration.ofMillis(12_345))).isEqualTo("12.3 s");
  }
}
