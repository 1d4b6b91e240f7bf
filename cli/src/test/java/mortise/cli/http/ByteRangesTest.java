package mortise.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangesTest {
  private static String parts(String value, long size) {
    return ByteRanges.parse(value, size).parts().stream()
        .map(part -> part.first() + "+" + part.length())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bytes=0-9; 0+10",
        "bytes=90-; 90+10",
        "bytes=-10; 90+10",
        "bytes=-1000; 0+100",
        "bytes=50-1000; 50+50",
        "bytes=100-; ''",
        "bytes=-0; ''",
        "bytes=1-2, 4-5; 1+2 4+2",
        "bytes=1-2, 200-, -1; 1+2 99+1",
        "bytes=99999999999999999999-; ''",
        "bytes=-99999999999999999999; 0+100",
      })
  void rangesAreRead(String value, String parts) {
    assertThat(parts(value, 100)).isEqualTo(parts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "lines=1-2",
        "bytes=x-",
        "bytes=1",
        "bytes=1-2-3",
        "bytes=0-,0-",
        "bytes=1-2,x",
        "bytes 1-2",
        "bytes=+1-2",
        "bytes=--1"
      })
  void whatIsNoRangeMeansTheWhole(String value) {
    assertThat(ByteRanges.parse(value, 100)).isNull();
  }

  @Test
  void tooManyPartsMeanTheWhole() {
    assertThat(ByteRanges.parse("bytes=" + "1-1,".repeat(64), 100).parts()).hasSize(64);
    assertThat(ByteRanges.parse("bytes=" + "1-1,".repeat(65), 100)).isNull();
  }

  @Test
  void nothingOfAnEmptyFileIsRefused() {
    assertThat(ByteRanges.parse("bytes=-5", 0)).isNull();
    assertThat(ByteRanges.parse("bytes=7-", 0)).isNull();
  }

  @Test
  void partsAreAlwaysWithinTheWhole() {
    String characters = "bytes=0123456789-, ";
    Seeds.each(
        5000,
        random -> {
          StringBuilder value = new StringBuilder("bytes=");
          for (int i = random.nextInt(30); i > 0; i--) {
            value.append(characters.charAt(random.nextInt(characters.length())));
          }
          ByteRanges ranges = ByteRanges.parse(value.toString(), 1000);
          if (ranges != null) {
            assertThat(ranges.parts())
                .allMatch(part -> part.first() >= 0 && part.length() > 0 && part.last() < 1000);
          }
        });
  }
}
