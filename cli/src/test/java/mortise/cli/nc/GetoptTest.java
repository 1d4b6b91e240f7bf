package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GetoptTest {
  @Test
  void optionsStandBehindOtherWordsToo() {
    ParsedOptions given = ParsedOptions.parse("localhost", "-v", "80", "--udp");
    assertTrue(given.has(NcOption.VERBOSE));
    assertTrue(given.has(NcOption.UDP));
    assertEquals(List.of("localhost", "80"), given.words());
  }

  @Test
  void lettersShareADash() {
    ParsedOptions given = ParsedOptions.parse("-lvvkp8080");
    assertTrue(given.has(NcOption.LISTEN));
    assertTrue(given.has(NcOption.KEEP_OPEN));
    assertEquals(2, given.times(NcOption.VERBOSE));
    assertEquals("8080", given.value(NcOption.SOURCE_PORT));
  }

  @Test
  void aLetterTakesTheNextWordWhereNothingSticksToIt() {
    ParsedOptions given = ParsedOptions.parse("-lp", "8080", "-w", "-1");
    assertEquals("8080", given.value(NcOption.SOURCE_PORT));
    assertEquals("-1", given.value(NcOption.WAIT));
    assertEquals(List.of(), given.words());
  }

  @Test
  void longOptionsTakeTheirValueInBothWays() {
    assertEquals("5", ParsedOptions.parse("--wait=5").value(NcOption.WAIT));
    assertEquals("5", ParsedOptions.parse("--wait", "5").value(NcOption.WAIT));
    assertEquals("", ParsedOptions.parse("--wait=").value(NcOption.WAIT));
    assertEquals("a=b", ParsedOptions.parse("--exec=a=b").value(NcOption.EXEC));
  }

  @Test
  void longOptionsMayBeCutShort() {
    assertTrue(ParsedOptions.parse("--verb").has(NcOption.VERBOSE));
    assertTrue(ParsedOptions.parse("--ssl-v").has(NcOption.SSL_VERIFY));
    assertTrue(ParsedOptions.parse("--no-s").has(NcOption.NO_SHUTDOWN));
    assertEquals("x", ParsedOptions.parse("--idle=x").value(NcOption.IDLE));
  }

  @Test
  void aWholeNameIsNoAbbreviationOfALongerOne() {
    ParsedOptions given = ParsedOptions.parse("--ssl", "--allow", "10.0.0.1");
    assertTrue(given.has(NcOption.SSL));
    assertTrue(given.has(NcOption.ALLOW));
    assertEquals(List.of(), given.values(NcOption.ALLOW_FILE));
  }

  @Test
  void twoDashesEndTheOptions() {
    ParsedOptions given = ParsedOptions.parse("-v", "--", "-l", "--udp");
    assertEquals(List.of("-l", "--udp"), given.words());
    assertEquals(List.of("-"), ParsedOptions.parse("-").words());
  }

  @Test
  void valuesThatComeAgainAreKeptInOrder() {
    ParsedOptions given = ParsedOptions.parse("--proxy", "a", "--proxy=b");
    assertEquals(List.of("a", "b"), given.values(NcOption.PROXY));
    assertEquals("b", given.value(NcOption.PROXY));
    assertNull(given.value(NcOption.EXEC));
  }

  @Test
  void withoutPermutationTheFirstWordEndsTheOptions() {
    Getopt getopt = new Getopt(new String[] {"-v", "host", "-l"}, false);
    assertEquals(NcOption.VERBOSE, getopt.next());
    assertNull(getopt.next());
    assertEquals(List.of("host", "-l"), getopt.words());
  }

  @Test
  void whatIsWrongIsNamed() {
    assertComplains("invalid option -- 'y'", "-vy");
    assertComplains("unrecognized option '--foo'", "--foo");
    assertComplains("unrecognized option '--lisen'. Did you mean '--listen'?", "--lisen");
    assertComplains("option '--al' is ambiguous; possibilities: '--allow' '--allowfile'", "--al");
    assertComplains("option requires an argument -- 'p'", "-lp");
    assertComplains("option '--wait' requires an argument", "--wait");
    assertComplains("option '--listen' doesn't allow an argument", "--listen=1");
  }

  private static void assertComplains(String begin, String... args) {
    String message =
        assertThrows(UsageException.class, () -> ParsedOptions.parse(args)).getMessage();
    assertTrue(message.startsWith(begin), message);
  }
}
