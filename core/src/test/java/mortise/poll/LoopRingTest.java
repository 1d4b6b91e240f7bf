package mortise.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoopRingTest {
  @ParameterizedTest
  @CsvSource({
    "6.14.0, true",
    "6.18.44-fc, true",
    "7.0-rc1, true",
    "10.1, true",
    "6.13.9, false",
    "6.1.0-amd64, false",
    "5.15, false",
    "unknown, false",
    "6, false"
  })
  void kernelIsNewEnough(String version, boolean expected) {
    assertThat(LoopRing.isNewEnough(version)).isEqualTo(expected);
  }
}
