package mortise.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import mortise.proxy.ProxyHop.Kind;
import mortise.server.Server;
import mortise.server.TlsInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text from a user or a URL does not become syntax of a protocol, and text from a peer does not
 * become a line of a log.
 */
final class ControlCharactersTest {
  private static final String HOSTILE = "a\r\nX: y\033[2J\u009b\u202e\0";

  @ParameterizedTest
  @CsvSource({
    "http://u%0d%0aX:%20y:secret@127.0.0.1, user, U+000D",
    "http://u:secret%0a@127.0.0.1, password, U+000A",
    "http://u:secret%00@127.0.0.1, password, U+0000",
    "http://u%09:secret@127.0.0.1, user, U+0009",
    "http://u%7f:secret@127.0.0.1, user, U+007F",
    "http://u%C2%9b:secret@127.0.0.1, user, U+009B",
    "socks4://u%00v@127.0.0.1, user, U+0000",
    "socks4a://u%0a@127.0.0.1, user, U+000A",
    "socks5://u%0d:secret@127.0.0.1, user, U+000D",
    "socks5h://u:secret%00@127.0.0.1, password, U+0000"
  })
  void controlCharacterInLoginIsRefused(String url, String what, String character) {
    assertThatThrownBy(() -> ProxyHop.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the proxy's %s has the control character %s, which is not allowed", what, character);
  }

  @ParameterizedTest
  @EnumSource
  void controlCharacterInLoginIsRefusedWithoutUrlToo(Kind kind) {
    ProxyHop hop = ProxyHop.of(kind, "127.0.0.1", 1);
    assertThatThrownBy(() -> hop.login(new Login("a\r\nX: y", "secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("the proxy's user has the control character U+000D")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a%0d%0ab:80",
        "http://a%00b",
        "http://a%20b",
        "http://a%2fb",
        "http://a%40b",
        "http://a\r\nb",
        "http://b%FCcher",
        "http://%C2%9b",
        "http://a%E2%80%A8b",
        "socks5h://%E2%84%80"
      })
  void hostOfProxyUrlThatIsNoNameIsRefusedOnOneLine(String url) {
    assertThatThrownBy(() -> ProxyHop.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("host \"")
        .matches("[ -~\u2100]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://b%C3%BCcher.test:81",
        "http://b%c3%bccher.test:81",
        "http://bücher.test:81",
        "http://xn--bcher-kva.test:81"
      })
  void escapedLettersOfProxyHostAreAnAlabel(String url) {
    assertThat(ProxyHop.parse(url).address()).isEqualTo(new Target("xn--bcher-kva.test", 81));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\0b", "a\nb", "a b", "a\033b", "a\u0085b"})
  void targetOfConnectHasNoControlCharacter(String host) {
    assertThatThrownBy(() -> new Target(host, 80))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches("[ -~]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nX: y", "a\0b"})
  void headIsNotEncodedWithLineEndInIt(String value) {
    HttpHead head = HttpHead.of("GET / HTTP/1.1").with("Host", value);
    assertThatThrownBy(head::encode)
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("line of HTTP \"Host: a")
        .matches("[ -~]+");
    assertThatThrownBy(HttpHead.of("GET " + value + " HTTP/1.1")::encode)
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A bare CR or a NUL behind a fold would be passed on by a proxy. */
  @Test
  void foldedFieldOfResponseWithControlCharacterIsDropped() throws Exception {
    byte[] bytes =
        "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\tb\rX: y\r\nC: 3\r\n c\0\r\nD: 4\r\n d\r\n\r\n"
            .getBytes(ISO_8859_1);
    Decoded<HttpHead> decoded = HttpHead.decodeResponse(ByteBuffer.wrap(bytes));
    assertThat(((Decoded.Done<HttpHead>) decoded).value().fields())
        .containsExactly(new HttpHead.Field("A", "1"), new HttpHead.Field("D", "4 d"));
  }

  @Test
  void userWithColonIsNotSentByBasic() throws IOException {
    assertDialFails(
        "Basic realm=\"a\"",
        ProxyHop.of(Kind.HTTP, "127.0.0.1", 1).login(new Login("a:b", "secret")),
        "user \"a:b\" has a colon, which the Basic scheme cannot send (RFC 7617 section 2)");
  }

  @Test
  void userWithColonIsSentByDigest() {
    List<HttpChallenge> digest = HttpChallenge.parse(List.of("Digest realm=\"a\", nonce=\"b\""));
    assertThat(HttpAuthorization.answer(digest, new Login("a:b", "c"), "CONNECT", "h:1"))
        .get()
        .asString()
        .startsWith("Digest username=\"a:b\"");
  }

  /** A user's bytes are sent as they are, and are not those of another one. */
  @Test
  void loginThatIsNotUtf8KeepsItsBytes() {
    Login login = ProxyHop.parse("http://u%FC:p%80@127.0.0.1").login().orElseThrow();
    List<HttpChallenge> basic = HttpChallenge.parse(List.of("Basic realm=\"a\""));
    String answer = HttpAuthorization.answer(basic, login, "CONNECT", "h:1").orElseThrow();
    byte[] sent = Base64.getDecoder().decode(answer.substring("Basic ".length()));
    assertThat(sent).isEqualTo("u\u00fc:p\u0080".getBytes(ISO_8859_1));
    assertThat(new Socks5Login.Request(login).encode())
        .isEqualTo("\1\2u\u00fc\2p\u0080".getBytes(ISO_8859_1));
    assertThat(Logins.of(login).has(new Login("u?", "p?"))).isFalse();
  }

  @Test
  void userThatSocks4CannotSendFailsTheDial() throws IOException {
    assertDialFails(
        "",
        ProxyHop.of(Kind.SOCKS4A, "127.0.0.1", 1).login(new Login("\u2603", "")),
        "user \"\u2603\" is not of at most 255 Latin-1 characters without NUL");
  }

  private static void assertDialFails(String challenge, ProxyHop hop, String reason)
      throws IOException {
    try (Server proxy =
        Served.start(connection -> {
          connection.readAhead().more(1);
          connection.write(
              ("HTTP/1.1 407 No\r\nProxy-Authenticate: "
                      + challenge
                      + "\r\nContent-Length: 0\r\n"
                      + "\r\n")
                  .getBytes(ISO_8859_1));
          connection.closeWrite();
        })) {
      ProxyHop there =
          new ProxyHop(hop.kind(), new Target("127.0.0.1", Served.port(proxy)), hop.login(), false);
      assertThatThrownBy(() -> ProxyDialer.through(there).dial("127.0.0.1", 9, Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageEndingWith(" cannot connect to 127.0.0.1:9: " + reason);
    }
  }

  @Test
  void valuesThatPeersChooseAreEscapedInTheirText() {
    TlsInfo facts =
        new TlsInfo("TLSv1.3", "A", Optional.of(HOSTILE), Optional.of(HOSTILE), List.of(), false);
    List<Object> values =
        List.of(
            new Login(HOSTILE, "secret"),
            new Tlv.Alpn(HOSTILE),
            new Tlv.Authority(HOSTILE),
            new Tlv.Netns(HOSTILE),
            new HttpHead(HOSTILE, List.of(new HttpHead.Field("A", HOSTILE))),
            facts);
    assertThat(values)
        .allSatisfy(value ->
            assertThat(value.toString()).contains("a\\r\\nX: y\\x1b[2J\\u009b").matches("[ -~]+"));
    assertThat(values.getFirst().toString()).doesNotContain("secret");
  }
}
