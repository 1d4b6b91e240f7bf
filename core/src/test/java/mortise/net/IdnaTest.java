package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import mortise.proxy.ProxyHop;
import mortise.testing.Program;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdnaTest {
  /** As Python's {@code 'bücher.test'.encode('idna')} has them; ß and ς as in IDNA 2008. */
  @ParameterizedTest
  @CsvSource({
    "bücher.test, xn--bcher-kva.test",
    "BÜCHER.test., xn--bcher-kva.test.",
    "日本語.jp, xn--wgv71a119e.jp",
    "例え。テスト, xn--r8jz45g.xn--zckzah",
    "straße.test, xn--strae-oqa.test",
    "STRAẞE.test, strasse.test",
    "Βόλος.test, xn--nxasmm1c.test",
    "ΒΌΛΟΣ.test, xn--nxasmq6b.test",
    "ß。ς.straße., xn--zca.xn--3xa.xn--strae-oqa.",
    "äß.test, xn--zcaj.test",
    "مثال.test, xn--mgbh0fb.test",
    "my_host.Test, my_host.Test",
    "fe80::1%lo, fe80::1%lo"
  })
  void lettersBeyondAsciiBecomeALabels(String name, String ascii) {
    assertThat(Resolver.toAscii(name)).isEqualTo(ascii);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b\udcffcher",
        "ü ü",
        "ü/é",
        "ü:é",
        "a\u202eü",
        "ü\nHost: x",
        "ü．．a",
        "℀",
        "ß．．a",
        "ß\u0378"
      })
  void whatIsNoNameIsRefusedInOneSentence(String name) {
    assertThatThrownBy(() -> Resolver.toAscii(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "host \"" + Printable.of(name) + "\" is not an internationalized domain name (IDNA)");
    assertThatThrownBy(() -> Resolver.getaddrinfo(name, "80"))
        .isInstanceOfSatisfying(
            UnknownHostException.class,
            e -> {
              assertThat(((LookupFailure) e).codeName()).isEqualTo("EAI_IDN_ENCODE");
              assertThat(e.getMessage()).startsWith(Printable.of(name)).doesNotContain("\n");
            });
  }

  @Test
  void labelTooLongForDnsIsRefused() {
    for (String letter : List.of("ü", "ß")) {
      assertThatThrownBy(() -> Resolver.toAscii(letter.repeat(80)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** curl names the host that it found no address for; the top-level domain has none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bücher.test",
        "BÜCHER.test.",
        "a\u0308\u0301pfel.test",
        "例え。テスト.test",
        "مثال.test",
        "ﬁsch.ü.test",
        "straße.test",
        "STRAẞE.test",
        "groß.strauß.maß.test",
        "ßßßßßßßßßßßßßßßßßßßß.test",
        "βόλος.test",
        "ΒΌΛΟΣ.test",
        "ςß日本語ς.test"
      })
  void namesAreThoseOfCurl(String name) throws Exception {
    try (Program curl = Program.start("curl", "-sS", "-m", "20", "-x", "", "http://" + name)) {
      String said = curl.end().err();
      assumeTrue(said.contains("xn--") || !said.contains("Illegal"), "a curl without libidn2");
      assertThat(said.strip()).endsWith(": " + Resolver.toAscii(name));
    }
  }

  @Test
  void anyTextIsANameInAsciiOrRefused() {
    Seeds.each(
        5000,
        random -> {
          StringBuilder text = new StringBuilder(random.nextBoolean() ? "é" : "ß");
          for (int i = random.nextInt(12); i >= 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 0x300 : 0x10000));
          }
          try {
            assertThat(Resolver.toAscii(text.toString())).matches("[!-~]+");
          } catch (IllegalArgumentException e) {
            assertThat(e.getMessage().toLowerCase(Locale.ROOT)).startsWith("host \"");
          }
        });
  }

  @Test
  void proxiesAreNamedByALabels() {
    assertThat(ProxyHop.parse("socks5://bücher.test"))
        .hasToString("socks5://xn--bcher-kva.test:1080");
    assertThat(ProxyHop.parse("http://ü:p@bücher.test:81"))
        .hasToString("http://xn--bcher-kva.test:81");
    assertThat(ProxyHop.of(ProxyHop.Kind.HTTP, "bücher.test", 80).address().host())
        .isEqualTo("xn--bcher-kva.test");
  }
}
