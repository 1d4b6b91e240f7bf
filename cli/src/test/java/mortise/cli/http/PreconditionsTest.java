package mortise.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import mortise.cli.http.Preconditions.Outcome;
import mortise.proxy.Decoded;
import mortise.proxy.HttpHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PreconditionsTest {
  private static final Instant MODIFIED = Instant.parse("2020-01-02T03:04:05Z");
  private static final String DATE = "Thu, 02 Jan 2020 03:04:05 GMT";
  private static final EntityTag TAG = new EntityTag(false, "t");

  private static HttpHead head(String fields) throws Exception {
    String text =
        "GET / HTTP/1.1\r\n" + fields.replace("|", "\r\n").replace("DATE", DATE) + "\r\n\r\n";
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ((Decoded.Done<HttpHead>) HttpHead.decode(ByteBuffer.wrap(bytes))).value();
  }

  private static Preconditions at(Instant now) {
    return new Preconditions(TAG, MODIFIED, now);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "If-Match: \"t\"; PROCEED",
        "If-Match: \"a\"|If-Match: \"t\"; PROCEED",
        "If-Match: W/\"t\"; FAILED",
        "If-Match: t; FAILED",
        "If-Match: \"t; FAILED",
        "If-Match: *; PROCEED",
        "If-None-Match: W/\"t\"; NOT_MODIFIED",
        "If-None-Match: \"a\"|If-None-Match: \"t\"; NOT_MODIFIED",
        "If-None-Match: \"a,b\" ,, \"t\"; NOT_MODIFIED",
        "If-None-Match: w/\"t\"; PROCEED",
        "If-None-Match: ; PROCEED",
        "If-Modified-Since: DATE|If-Modified-Since: DATE; PROCEED",
        "If-Unmodified-Since: DATE; PROCEED",
        "If-Unmodified-Since: Wed, 01 Jan 2020 00:00:00 GMT|If-None-Match: \"t\"; FAILED",
      })
  void conditionsAreEvaluatedInTheirOrder(String fields, Outcome outcome) throws Exception {
    assertThat(at(MODIFIED.plusSeconds(9)).evaluate(head(fields))).isEqualTo(outcome);
  }

  @Test
  void representationWithoutADateIsOnlyComparedByItsTag() throws Exception {
    Preconditions undated = new Preconditions(TAG, null, MODIFIED);
    assertThat(undated.evaluate(head("If-Modified-Since: DATE"))).isEqualTo(Outcome.PROCEED);
    assertThat(undated.evaluate(head("If-Unmodified-Since: DATE"))).isEqualTo(Outcome.PROCEED);
    assertThat(undated.permitRange(head("If-Range: DATE"))).isFalse();
  }

  @Test
  void dateIsNoStrongValidatorWithinItsSecond() throws Exception {
    HttpHead head = head("If-Range: DATE");
    assertThat(at(MODIFIED).permitRange(head)).isFalse();
    assertThat(at(MODIFIED.plusMillis(999)).permitRange(head)).isFalse();
    assertThat(at(MODIFIED.plusSeconds(1)).permitRange(head)).isTrue();
  }

  @Test
  void rangeCountsForTheStrongTagAlone() throws Exception {
    for (String wrong :
        List.of("W/\"t\"", "\"a\"", "t", "\"t\", \"t\"", "*", "\"t\"|If-Range: \"t\"")) {
      assertThat(at(MODIFIED.plusSeconds(9)).permitRange(head("If-Range: " + wrong)))
          .as(wrong)
          .isFalse();
    }
    assertThat(at(MODIFIED.plusSeconds(9)).permitRange(head("If-Range: \"t\""))).isTrue();
    assertThat(at(MODIFIED.plusSeconds(9)).permitRange(head("X: y"))).isTrue();
  }
}
