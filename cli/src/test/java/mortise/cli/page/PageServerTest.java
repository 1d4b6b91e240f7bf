package mortise.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import mortise.net.Socket;
import mortise.server.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageServerTest {
  private static final PageAddress ANY_PORT = new PageAddress(PageAddress.LOOPBACK, 0);

  private static PageServer open() throws IOException {
    return PageServer.open("--test", ANY_PORT, "inspect.html", PageServerTest::answer);
  }

  private static boolean answer(PageRequest request) throws IOException {
    if (!request.path().equals("data")) {
      return false;
    }
    request.json("{\"n\":" + request.number("n", 7) + ",\"post\":" + request.isPost() + "}");
    return true;
  }

  /** The whole answer to a request that is written by hand, as an attacker may. */
  private static String ask(PageServer server, String head) throws IOException {
    URI url = URI.create(server.url());
    try (Connection c = Connection.of(Socket.dial(url.getHost(), url.getPort()))) {
      c.write(head + "\r\nConnection: close\r\n\r\n");
      return new String(c.inputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String get(PageServer server, String path, String host) throws IOException {
    return ask(server, "GET " + path + " HTTP/1.1\r\nHost: " + host);
  }

  private static String token(PageServer server) {
    return URI.create(server.url()).getPath();
  }

  @Test
  void pageAndDataNeedTheToken() throws Exception {
    try (PageServer server = open()) {
      String page = get(server, token(server), "localhost");
      assertThat(page).startsWith("HTTP/1.1 200").contains("<title>mortise: connections");
      assertThat(get(server, token(server) + "data?n=3", "127.0.0.1")).contains("{\"n\":3,");
      for (String path : new String[] {"/", "/data", "/x/data", token(server) + "/data", "//"}) {
        assertThat(get(server, path, "localhost")).as(path).startsWith("HTTP/1.1 40");
      }
    }
  }

  /** DNS rebinding: a name of the attacker's that leads here. */
  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "x/y"})
  void otherNamesAreRefused(String host) throws Exception {
    try (PageServer server = open()) {
      assertThat(get(server, token(server), host)).startsWith("HTTP/1.1 421");
    }
  }

  @Test
  void changesNeedAHeaderThatOtherSitesCannotSend() throws Exception {
    try (PageServer server = open()) {
      String post =
          "POST " + token(server) + "data HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0";
      assertThat(ask(server, post)).startsWith("HTTP/1.1 403");
      assertThat(ask(server, post + "\r\nX-Mortise: 1")).contains("\"post\":true");
      assertThat(ask(server, post.replace("POST", "PUT"))).startsWith("HTTP/1.1 405");
    }
  }

  @Test
  void everyAnswerForbidsForeignContent() throws Exception {
    try (PageServer server = open()) {
      for (String path : new String[] {token(server), "/", token(server) + "none"}) {
        assertThat(get(server, path, "localhost").toLowerCase(java.util.Locale.ROOT))
            .contains("content-security-policy: default-src 'none'")
            .contains("x-content-type-options: nosniff")
            .contains("referrer-policy: no-referrer")
            .doesNotContain("access-control-allow-origin");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../Main.class", "%2e%2e/x.js", "..%2fx.css", "package-info.class", "a/b.js"})
  void filesOfThePagesAloneAreServed(String path) throws Exception {
    try (PageServer server = open()) {
      assertThat(get(server, token(server) + path, "localhost")).startsWith("HTTP/1.1 4");
    }
  }

  @Test
  void tokensDiffer() throws Exception {
    try (PageServer one = open();
        PageServer other = open()) {
      assertThat(token(one)).hasSizeGreaterThan(20).isNotEqualTo(token(other));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4040, 127.0.0.1:4040",
    "localhost:1, localhost:1",
    "[::1]:80, [::1]:80",
    "0.0.0.0:0, 0.0.0.0:0"
  })
  void addressesAreRead(String text, String address) {
    assertThat(PageAddress.parse(text)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "70000", "::1:80", "a b:1", ":80", "1:2:3"})
  void otherAddressesAreRejected(String text) {
    assertThatThrownBy(() -> PageAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected PORT");
  }
}
