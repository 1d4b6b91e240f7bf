package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mortise.net.Errno;
import mortise.net.SocketFailure;
import mortise.proxy.ProxyHop.Kind;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.NeedsLinux;
import mortise.testing.Until;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP proxy, with requests by hand. */
final class HttpProxyServerTest {
  private static final Login LOGIN = new Login("me", "secret");

  private final Origin seen = new Origin();
  private Server origin;
  private Server proxy;

  @BeforeEach
  void start() throws IOException {
    origin = Served.start(seen);
    proxy = Served.start(HttpProxyServer.of(Served.OPEN));
  }

  @AfterEach
  void stop() {
    origin.close();
    proxy.close();
  }

  private String url(String path) {
    return "http://" + Served.target(origin) + path;
  }

  /** All that comes back for some bytes. */
  private static String ask(Server proxy, String text) throws IOException {
    try (Connection client = Served.connect(proxy)) {
      client.write(Octets.latin(text));
      client.closeWrite();
      return Served.rest(client);
    }
  }

  private String get(String path, String fields) throws IOException {
    return ask(proxy, "GET " + url(path) + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
  }

  @Test
  void requestIsPassedOnInOriginForm() throws IOException {
    String fields =
        "Proxy-Connection: keep-alive\r\nConnection: X-Mine\r\nX-Mine: 1\r\nTE: x\r\n"
            + "Proxy-Authorization: Basic eA==\r\nX-Yours: 2\r\nX-Fold: a\r\n b\r\n";
    assertThat(get("/a?b=c", fields))
        .startsWith("HTTP/1.1 200 Fine\r\n")
        .endsWith("\r\n\r\n/a?b=c");
    HttpHead head = seen.heads.getFirst();
    assertThat(head.line()).isEqualTo("GET /a?b=c HTTP/1.1");
    assertThat(head.values("Host")).containsExactly(Served.target(origin).toString());
    assertThat(head.value("X-Yours")).contains("2");
    assertThat(head.value("X-Fold")).contains("a b");
    assertThat(head.value("X-Mine")).isEmpty();
    assertThat(head.value("TE")).isEmpty();
    assertThat(head.value("Proxy-Authorization")).isEmpty();
    assertThat(head.value("Via").orElseThrow()).startsWith("1.1 mortise-");
  }

  @Test
  void requestsInARowAreAnsweredInTheirOrder() throws IOException {
    String one = "GET " + url("/1") + " HTTP/1.1\r\n\r\n";
    String two = "POST " + url("/2") + " HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";
    String three = "GET " + url("/chunked") + " HTTP/1.1\r\n\r\n";
    String four =
        "POST "
            + url("/4")
            + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: x\r\n\r\nGET /never";
    String all = ask(proxy, one + two + three + four);
    assertThat(all.replaceAll("(?s)HTTP/1.1 200[^\n]*\n.*?\r\n\r\n", "|"))
        .isEqualTo("|/1|body|5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n|abcde");
    assertThat(seen.heads).hasSize(4);
  }

  @Test
  void responseWithoutLengthGetsChunksOrAnEnd() throws IOException {
    assertThat(get("/until-end", "")).endsWith("5\r\nhello\r\n0\r\n\r\n");
    assertThat(ask(proxy, "GET " + url("/until-end") + " HTTP/1.0\r\n\r\n"))
        .contains("Connection: close")
        .doesNotContain("chunked")
        .endsWith("\r\n\r\nhello");
    assertThat(ask(proxy, "GET " + url("/chunked") + " HTTP/1.0\r\n\r\n"))
        .doesNotContain("X-Hop")
        .endsWith("\r\n\r\nhello world");
  }

  @Test
  void headHasNoBody() throws IOException {
    assertThat(ask(proxy, "HEAD " + url("/abc") + " HTTP/1.1\r\n\r\n"))
        .contains("Content-Length: 4\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void interimResponseIsPassedOn() throws IOException {
    String request =
        "POST " + url("/x") + " HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab";
    assertThat(ask(proxy, request)).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Fine");
  }

  @Test
  void brokenResponseIsNotTakenForAWholeOne() {
    assertThatThrownBy(() -> get("/cut", "")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/both", "/garbage"})
  void wrongResponseIsABadGateway(String path) throws IOException {
    assertThat(get(path, "")).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length: 1\rX: y\r\n",
      })
  void smuggledRequestReachesNobody(String fields) throws IOException {
    assertThat(get("/x", fields + "\r\n0\r\n\r\nGET " + url("/y") + " HTTP/1.1\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .containsOnlyOnce("HTTP/1.1 4");
    assertThat(seen.heads).isEmpty();
  }

  @NeedsLinux("a hang-up that is reported unasked")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\n\r\nhello"
      })
  void resetOfAClientThatWaitsForTheResponseResetsTheServer(String begin) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Object> end = new CompletableFuture<>();
    try (Server slow =
        Served.start(connection -> {
          HeaderReader.read(connection, "a request", HttpHead::decode, HttpHead.LONGEST);
          connection.write(begin);
          begun.countDown();
          try {
            end.complete(connection.read(new byte[1]));
          } catch (IOException e) {
            end.complete(e);
          }
        })) {
      Connection client = Served.connect(proxy);
      client.write("GET http://127.0.0.1:" + Served.port(slow) + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
      begun.await();
      client.abort();
      assertThat(end.get(30, TimeUnit.SECONDS))
          .asInstanceOf(InstanceOfAssertFactories.type(SocketFailure.class))
          .returns(Errno.ECONNRESET, SocketFailure::errno);
    }
  }

  @Test
  void wrongChunksEndTheRequest() throws IOException {
    String request = "POST " + url("/x") + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (String chunks : List.of("zz\r\n", "-1\r\n", "3\r\nabcX\r\n", "1".repeat(2000))) {
      assertThat(ask(proxy, request + chunks)).as(chunks).startsWith("HTTP/1.1 400 ");
    }
  }

  /** Found by FuzzedServersTest: the server waited for a body that its client had broken off. */
  @Test
  void requestThatBreaksOffEnds() throws Exception {
    String request = "POST " + url("/x") + " HTTP/1.1\r\nContent-Length: 50\r\n\r\nhello";
    assertThat(ask(proxy, request)).startsWith("HTTP/1.1 400 ");
    Until.holds(() -> origin.connections().isEmpty());
  }

  @Test
  void upgradeIsPassedOnAndBecomesATunnel() throws IOException {
    try (Server chat =
        Served.start(c -> {
          HttpHead head = HeaderReader.read(c, "a request", HttpHead::decode, HttpHead.LONGEST);
          assertThat(head.members("Connection")).containsExactly("upgrade");
          assertThat(head.value("Upgrade")).contains("websocket");
          assertThat(head.value("Sec-WebSocket-Key")).contains("abc");
          c.write(
              "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: xyz\r\n\r\nhello");
          Served.echo(c);
        })) {
      try (Connection client = Served.connect(proxy)) {
        client.write(
            "GET http://127.0.0.1:%d/chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                .formatted(Served.port(chat)));
        client.write("Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: abc\r\n\r\nearly");
        HttpHead head = HeaderReader.read(client, "a response", HttpHead::decode, HttpHead.LONGEST);
        assertThat(head.line()).isEqualTo("HTTP/1.1 101 Switching");
        assertThat(head.value("Upgrade")).contains("websocket");
        assertThat(head.members("Connection")).containsExactly("upgrade");
        assertThat(head.value("Sec-WebSocket-Accept")).contains("xyz");
        assertThat(new String(client.readExactly(10))).isEqualTo("helloearly");
        assertThat(Served.said(client, "and on")).isEqualTo("and on");
        client.closeWrite();
        assertThat(Served.rest(client)).isEmpty();
      }
    }
  }

  @Test
  void upgradeThatNobodyAskedForIsABadGateway() throws IOException {
    try (Server rude = Served.start(c -> c.write("HTTP/1.1 101 Switching\r\n\r\n"));
        Connection client = Served.connect(proxy)) {
      client.write("GET http://127.0.0.1:%d/ HTTP/1.0\r\n\r\n".formatted(Served.port(rude)));
      assertThat(Served.rest(client))
          .startsWith("HTTP/1.1 502 ")
          .contains("the server switches protocols without a request for it");
    }
  }

  @Test
  void tunnelIsATunnel() throws IOException {
    try (Server echo = Served.echo();
        Connection client = Served.connect(proxy)) {
      String connect = "CONNECT " + Served.target(echo) + " HTTP/1.1\r\n\r\n";
      client.write(connect + "pipelined");
      String answer = new String(client.readUntil(Octets.latin("\r\n\r\n"), 1000));
      assertThat(answer).isEqualTo("HTTP/1.1 200 Connection established");
      assertThat(client.readExactly(9)).isEqualTo(Octets.latin("pipelined"));
      assertThat(Served.said(client, "more")).isEqualTo("more");
      client.closeWrite();
      assertThat(Served.rest(client)).isEmpty();
    }
  }

  @Test
  void whatIsNoProxyRequestIsRefused() throws IOException {
    for (String wrong :
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "GET https://a/ HTTP/1.1\r\n\r\n",
            "CONNECT nowhere HTTP/1.1\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nContent-Length: 1\r\n\r\n",
            "hello\r\n\r\n",
            "\u0016\u0003\u0001")) {
      assertThat(ask(proxy, wrong)).as(wrong).startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
    assertThat(ask(proxy, "GET " + url("/") + " HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 505 ");
    assertThat(ask(proxy, "TRACE " + url("/") + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405");
    assertThat(ask(proxy, "")).isEmpty();
  }

  @Test
  void megabyteOfHeadersIsRefused() throws IOException {
    String line = "GET " + url("/") + " HTTP/1.1\r\n";
    for (String text :
        List.of(
            line + "A: " + "b".repeat(1 << 20),
            line + "A: b\r\n".repeat(200_000),
            "GET " + "x".repeat(1 << 20),
            "\r\n".repeat(1 << 19))) {
      String answer;
      try {
        answer = ask(proxy, text);
      } catch (IOException e) {
        answer = "HTTP/1.1 4 was lost in the reset, since not all was read";
      }
      assertThat(answer).matches("(?s)HTTP/1.1 4(14|13)? .*");
    }
    assertThat(seen.heads).isEmpty();
  }

  @Test
  void lineThatIsTooLongIsToldFromLongFields() throws IOException {
    String long9 = "x".repeat(9000);
    assertThat(ask(proxy, "GET " + url("/" + long9) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
    assertThat(ask(proxy, "GET " + url("/" + long9))).startsWith("HTTP/1.1 414 ");
    assertThat(get("/x", "X: " + long9 + "\r\n")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/x", ("X: " + long9 + "\r\n").repeat(4))).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void hostOfAUriIsDecodedAndChecked() throws IOException {
    String port = ":" + Served.port(origin);
    for (String host : List.of("127.0.0.%31", "%31%32%37.0.0.1", "loc%61lhost", "LOCALHOST")) {
      assertThat(ask(proxy, "GET http://" + host + port + "/ HTTP/1.1\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 200 ");
    }
    String target = Served.target(origin).toString();
    for (String wrong :
        List.of(
            "127.0.0.1%3A80",
            "127.0.0.1%",
            "127.0.0.1%2",
            "127.0.0.1%zz",
            "127.0.0.1%00",
            "%5B::1%5D",
            "a%2fb",
            "a%40" + target,
            "a%20b",
            "%C3%A9",
            "a%2525b",
            "u@" + target,
            "127.0.0.1:0",
            "127.0.0.1:65536",
            "127.0.0.1:-1",
            "127.0.0.1:+80",
            "[::1",
            "::1",
            "")) {
      assertThat(ask(proxy, "GET http://" + wrong + "/ HTTP/1.1\r\n\r\n"))
          .as(wrong)
          .startsWith("HTTP/1.1 400 ");
    }
    assertThat(ask(proxy, "CONNECT 127.0.0.1:0 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask(proxy, "CONNECT a%0d%0a:1 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void requestWithTwoHostsIsRefused() throws IOException {
    assertThat(get("/x", "Host: y\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(seen.heads).isEmpty();
  }

  @Test
  void refusedTargetIsForbidden() throws IOException {
    try (Server strict = Served.start(HttpProxyServer.of(ProxySettings.DEFAULT))) {
      assertThat(ask(strict, "GET " + url("/") + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
      assertThat(ask(strict, "CONNECT localhost:1 HTTP/1.1\r\n\r\n"))
          .startsWith("HTTP/1.1 403 Forbidden")
          .endsWith("connections to localhost:1 are not allowed\n");
    }
    assertThat(seen.heads).isEmpty();
  }

  @Test
  void requestThatComesBackIsALoop() throws IOException {
    get("/x", "");
    String via = seen.heads.getFirst().value("Via").orElseThrow();
    assertThat(get("/x", "Via: 1.0 other, " + via + "\r\n")).startsWith("HTTP/1.1 403");
  }

  @Test
  void slowRequestTimesOut() throws IOException {
    try (Server hasty =
            Served.start(HttpProxyServer.of(Served.OPEN.header(Duration.ofMillis(500))));
        Connection client = Served.connect(hasty)) {
      client.write("GET ");
      assertThat(Served.rest(client)).startsWith("HTTP/1.1 408 Request Timeout");
    }
  }

  @Test
  void loginIsAskedForAndReplaysAreStale() throws IOException {
    try (Server asks = Served.start(HttpProxyServer.of(Served.OPEN.logins(Logins.of(LOGIN))))) {
      String bare = "GET " + url("/x") + " HTTP/1.1\r\n";
      String challenge = ask(asks, bare + "\r\n");
      assertThat(challenge).startsWith("HTTP/1.1 407 Proxy Authentication Required");
      HttpHead head =
          CodecCases.whole(
              HttpHead::decode,
              Octets.latin(challenge.substring(0, challenge.indexOf("\r\n\r\n") + 4)));
      List<HttpChallenge> challenges = HttpChallenge.parse(head.values("Proxy-Authenticate"));
      String answer =
          bare
              + "Proxy-Authorization: "
              + HttpAuthorization.answer(challenges, LOGIN, "GET", url("/x")).orElseThrow()
              + "\r\n\r\n";
      assertThat(ask(asks, answer)).startsWith("HTTP/1.1 200");
      assertThat(ask(asks, answer)).startsWith("HTTP/1.1 407").contains("stale=true");
      assertThat(seen.heads).hasSize(1);
      assertThat(seen.heads.getFirst().value("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void dialerAnswersWhatItIsAsked() throws IOException {
    try (Server echo = Served.echo();
        Server asks = Served.start(HttpProxyServer.of(Served.OPEN.logins(Logins.of(LOGIN))))) {
      ProxyHop hop = Served.hop(Kind.HTTP, asks);
      try (Connection connection =
          ProxyDialer.through(hop.login(LOGIN)).dial(Served.target(echo), Served.soon())) {
        assertThat(Served.said(connection, "in")).isEqualTo("in");
      }
      assertThatThrownBy(() -> ProxyDialer.through(hop).dial(Served.target(echo), Served.soon()))
          .hasMessageEndingWith("response 407 Proxy Authentication Required");
      ProxyHop wrong = hop.login(new Login("me", "x"));
      assertThatThrownBy(() -> ProxyDialer.through(wrong).dial(Served.target(echo), Served.soon()))
          .isInstanceOf(ProxyFailure.class)
          .hasMessageEndingWith("response 407 Proxy Authentication Required");
    }
  }
}
