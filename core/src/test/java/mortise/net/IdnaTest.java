package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.util.Locale;
import mortise.proxy.ProxyHop;
import mortise.testing.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdnaTest {
  /** As Python's {@code 'bücher.test'.encode('idna')} has them. */
  @ParameterizedTest
  @CsvSource({
    "bücher.test, xn--bcher-kva.test",
    "BÜCHER.test., xn--bcher-kva.test.",
    "日本語.jp, xn--wgv71a119e.jp",
    "例え。テスト, xn--r8jz45g.xn--zckzah",
    "straße.test, strasse.test",
    "مثال.test, xn--mgbh0fb.test",
    "my_host.Test, my_host.Test",
    "fe80::1%lo, fe80::1%lo"
  })
  void lettersBeyondAsciiBecomeALabels(String name, String ascii) {
    assertThat(Resolver.toAscii(name)).isEqualTo(ascii);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b\udcffcher", "ü ü", "ü/é", "ü:é", "a\u202eü", "ü\nHost: x", "ü．．a", "℀"})
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
    assertThatThrownBy(() -> Resolver.toAscii("ü".repeat(80)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyTextIsANameInAsciiOrRefused() {
    Seeds.each(
        5000,
        random -> {
          StringBuilder text = new StringBuilder("é");
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
