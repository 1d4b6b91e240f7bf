package mortise.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT    | 1994-11-06T08:49:37Z",
        "Sunday, 06-Nov-94 08:49:37 GMT   | 1994-11-06T08:49:37Z",
        "Sun Nov  6 08:49:37 1994         | 1994-11-06T08:49:37Z",
        "Wed Nov 16 08:49:37 1994         | 1994-11-16T08:49:37Z",
        "Thursday, 02-Jan-20 03:04:05 GMT | 2020-01-02T03:04:05Z",
        "Friday, 01-Jan-76 00:00:00 GMT   | 2076-01-01T00:00:00Z",
        "Wednesday, 01-Dec-76 00:00:00 GMT| 1976-12-01T00:00:00Z",
        "Saturday, 01-Jan-77 00:00:00 GMT | 1977-01-01T00:00:00Z",
        "Sat, 31 Dec 2016 23:59:60 GMT    | 2016-12-31T23:59:59Z",
        "Mon, 29 Feb 2016 00:00:00 GMT    | 2016-02-29T00:00:00Z",
      })
  void threeFormsAreRead(String text, Instant time) {
    assertThat(HttpDate.parse(text, NOW)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "0",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 2015 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
      })
  void whatIsNoDateIsNone(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEmpty();
  }

  @Test
  void dateIsWrittenInTheFirstForm() {
    Instant time = Instant.parse("1994-11-06T08:49:37.9Z");
    assertThat(HttpDate.format(time)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  /** A file may have any time, and no header field has room for it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-999999999-01-01T00:00:00Z  | Sat, 01 Jan 0000 00:00:00 GMT",
        "+999999999-12-31T23:59:59Z  | Fri, 31 Dec 9999 23:59:59 GMT",
        "1969-12-31T23:59:59Z        | Wed, 31 Dec 1969 23:59:59 GMT",
        "2024-02-29T01:02:03Z        | Thu, 29 Feb 2024 01:02:03 GMT",
      })
  void yearIsWrittenInFourDigits(Instant time, String text) {
    assertThat(HttpDate.format(time)).isEqualTo(text);
  }
}
