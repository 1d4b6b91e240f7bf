package mortise.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import mortise.testing.Seeds;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads, framing, challenges and Digest. */
final class HttpCodecTest {
  private static HttpHead head(String text) throws ProtocolException {
    return CodecCases.whole(HttpHead::decode, Octets.latin(text));
  }

  @Test
  void headComesBack() throws ProtocolException {
    HttpHead head = HttpHead.of("GET http://a/ HTTP/1.1").with("Host", "a").with("X", "");
    byte[] bytes = Octets.latin("GET http://a/ HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n");
    assertThat(head.encode()).isEqualTo(bytes);
    CodecCases.roundTrip(HttpHead::decode, head, bytes);
  }

  @Test
  void foldedFieldIsOneLine() throws ProtocolException {
    HttpHead head = head("GET / HTTP/1.1\r\nA: b\r\n\t c\r\n  d \r\nE:f\r\n\r\n");
    assertThat(head.values("a")).containsExactly("b c d");
    assertThat(head.value("e")).contains("f");
  }

  @Test
  void linesMayEndWithLineFeedAloneAndEmptyOnesGoFirst() throws ProtocolException {
    assertThat(head("\r\n\nGET / HTTP/1.1\nA: b\n\n"))
        .isEqualTo(HttpHead.of("GET / HTTP/1.1").with("A", "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nA : b\r\n\r\n",
        "GET / HTTP/1.1\r\n: b\r\n\r\n",
        "GET / HTTP/1.1\r\nAb\r\n\r\n",
        "GET / HTTP/1.1\r\n A: b\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\0\r\n\r\n",
        "\0",
      })
  void wrongHeadIsRefused(String text) {
    assertThatThrownBy(() -> head(text))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET  / HTTP/1.1",
        "GET / HTTP/2.0",
        "G(T / HTTP/1.1",
        "GET / x HTTP/1.1"
      })
  void wrongRequestIsRefused(String line) {
    assertThatThrownBy(() -> HttpRequest.parse(line)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void absoluteTargetHasServerAndPath() throws ProtocolException {
    assertThat(HttpRequest.parse("GET HTTP://h:81?q=/#f HTTP/1.1").absolute())
        .isEqualTo(new HttpRequest.Resource(new Target("h", 81), "/?q=/"));
    assertThat(HttpRequest.parse("OPTIONS http://[::1] HTTP/1.0").absolute())
        .isEqualTo(new HttpRequest.Resource(new Target("::1", 80), "*"));
    for (String wrong : List.of("/x", "https://a/", "http://u@a/", "http:///", "http://a:b/")) {
      assertThatThrownBy(() -> HttpRequest.parse("GET " + wrong + " HTTP/1.1").absolute())
          .as(wrong)
          .isInstanceOf(ProtocolException.class);
    }
  }

  /** Each is one that two readers could take for two different messages. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: -5",
        "Content-Length:",
        "Content-Length: 9999999999999999999",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5",
      })
  void ambiguousLengthIsRefused(String fields) throws ProtocolException {
    HttpHead head = head("POST http://a/ HTTP/1.1\r\n" + fields + "\r\n\r\n");
    assertThatThrownBy(() -> HttpFraming.ofRequest(head, 1)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void chunksAreNotOfHttp10() throws ProtocolException {
    HttpHead head = HttpHead.of("x").with("Transfer-Encoding", "Chunked");
    assertThat(HttpFraming.ofRequest(head, 1)).isEqualTo(new HttpFraming.Chunked());
    assertThatThrownBy(() -> HttpFraming.ofRequest(head, 0)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void responseEndsAsItsRequestAndStatusSay() throws ProtocolException {
    HttpHead five = HttpHead.of("x").with("Content-Length", "5");
    HttpStatus ok = HttpStatus.parse("HTTP/1.1 200 OK");
    assertThat(HttpFraming.ofResponse(five, ok, "GET")).isEqualTo(new HttpFraming.Length(5));
    assertThat(HttpFraming.ofResponse(five, ok, "HEAD")).isEqualTo(HttpFraming.NONE);
    assertThat(HttpFraming.ofResponse(five, HttpStatus.parse("HTTP/1.1 304 Not"), "GET"))
        .isEqualTo(HttpFraming.NONE);
    assertThat(HttpFraming.ofResponse(HttpHead.of("x"), ok, "GET"))
        .isEqualTo(new HttpFraming.UntilEnd());
  }

  @Test
  void challengesOfOneFieldAreToldApart() {
    List<HttpChallenge> all =
        HttpChallenge.parse(
            List.of(
                "Basic realm=\"a, \\\"b\", , Digest Realm=x,nonce = \"n\"",
                "Negotiate abc==, Basic"));
    assertThat(all)
        .containsExactly(
            new HttpChallenge("basic", "", Map.of("realm", "a, \"b")),
            new HttpChallenge("digest", "", Map.of("realm", "x", "nonce", "n")),
            new HttpChallenge("negotiate", "abc==", Map.of()),
            new HttpChallenge("basic", "", Map.of()));
  }

  /** As a pattern with alternatives this one ended in StackOverflowError. */
  @Test
  void longestChallengeIsRead() {
    String realm = "\\\"x".repeat(10_000);
    List<HttpChallenge> all =
        HttpChallenge.parse(List.of("Basic realm=\"" + realm + "\", Digest n=1"));
    assertThat(all).extracting(HttpChallenge::scheme).containsExactly("basic", "digest");
    assertThat(all.getFirst().parameterOr("realm", "")).hasSize(20_000);
  }

  @Test
  void challengesAsTheyComeAreRead() {
    assertThat(HttpChallenge.parse(List.of("Digest realm=a b@c, qop=auth,auth-int, nonce=x/y==")))
        .first()
        .extracting(HttpChallenge::parameters)
        .isEqualTo(Map.of("realm", "a"));
    List<HttpChallenge> all =
        HttpChallenge.parse(
            List.of(
                "NTLM, Negotiate , DIGEST REALM = \"\u00e9, \\\\\" ,qop=auth,auth-int,Nonce=x/y==",
                "Basic realm=\"never ends",
                ", , Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic"
                    + " realm=\"simple\""));
    assertThat(all)
        .containsExactly(
            new HttpChallenge("ntlm", "", Map.of()),
            new HttpChallenge("negotiate", "", Map.of()),
            new HttpChallenge(
                "digest", "", Map.of("realm", "\u00e9, \\", "qop", "auth", "nonce", "x/y==")),
            new HttpChallenge("basic", "", Map.of("realm", "never ends")),
            new HttpChallenge(
                "newauth", "", Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")),
            new HttpChallenge("basic", "", Map.of("realm", "simple")));
  }

  private static String answered(String challenge) {
    return HttpAuthorization.answer(
            HttpChallenge.parse(List.of(challenge)), new Login("joe", "pw"), "CONNECT", "h:1")
        .orElse("");
  }

  @Test
  void bestDigestIsAnswered() {
    String all = "Basic realm=r, Digest realm=\"r\", nonce=n, algorithm=";
    assertThat(answered(all + "MD5, Digest realm=r, nonce=n, algorithm=sha-256"))
        .contains("algorithm=SHA-256")
        .doesNotContain("qop", "cnonce");
    assertThat(answered(all + "SHA-512-256-sess, qop=\"auth-int\""))
        .contains("algorithm=SHA-512-256-sess", "qop=auth-int", "cnonce=");
    assertThat(answered(all + "MD5, qop=\"auth-int,auth\"")).contains("qop=auth,");
    assertThat(answered(all + "MD5, qop=\"other\"")).startsWith("Basic ");
    assertThat(answered(all + "TIGER")).startsWith("Basic ");
    assertThat(answered("Digest realm=r, nonce=n, qop=auth, userhash=true, algorithm=SHA-256"))
        .contains("userhash=true", "username=\"d639a9dd")
        .doesNotContain("joe");
    assertThat(answered("Negotiate, NTLM")).isEmpty();
  }

  /** Values of Python's hashlib. */
  @Test
  void realmIsHashedByItsBytes() {
    HttpDigest digest = new HttpDigest(HttpDigest.Algorithm.MD5, "\u00e9", "n", "", "");
    assertThat(digest.response(new Login("\u00fc", "p"), "CONNECT", "h:1"))
        .isEqualTo("49083a0c3410b709bcf999ad61dfd46d");
    HttpDigest session =
        new HttpDigest(HttpDigest.Algorithm.SHA_256_SESS, "r", "n", "00000001", "c");
    assertThat(session.responseWithIntegrity(new Login("u", "p"), "CONNECT", "h:1"))
        .isEqualTo("47e3db0b18c597200495bb1c829536c7c9bc488ec0c63dc5653982ec0d2d83b0");
  }

  /** RFC 7616 section 3.9.1. */
  @Test
  void digestIsThatOfTheExamples() {
    String nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    String clientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    Login login = new Login("Mufasa", "Circle of Life");
    HttpDigest md5 =
        new HttpDigest(
            HttpDigest.Algorithm.MD5, "http-auth@example.org", nonce, "00000001", clientNonce);
    assertThat(md5.response(login, "GET", "/dir/index.html"))
        .isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
    HttpDigest sha =
        new HttpDigest(
            HttpDigest.Algorithm.SHA_256, "http-auth@example.org", nonce, "00000001", clientNonce);
    assertThat(sha.response(login, "GET", "/dir/index.html"))
        .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
  }

  @Test
  void nonceIsGoodOncePerCountAndForItsTime() {
    AtomicLong now = new AtomicLong(-5);
    HttpNonces nonces = new HttpNonces(Duration.ofNanos(100), now::get);
    String nonce = nonces.next();
    assertThat(nonces.use(nonce, 1)).isEqualTo(HttpNonces.Worth.GOOD);
    assertThat(nonces.use(nonce, 1)).isEqualTo(HttpNonces.Worth.STALE);
    assertThat(nonces.use(nonce, 3)).isEqualTo(HttpNonces.Worth.GOOD);
    assertThat(nonces.use(nonce, 2)).isEqualTo(HttpNonces.Worth.STALE);
    now.addAndGet(101);
    assertThat(nonces.use(nonce, 4)).isEqualTo(HttpNonces.Worth.STALE);
    assertThat(nonces.use(nonces.next(), 0)).isEqualTo(HttpNonces.Worth.STALE);
  }

  @Test
  void nonceOfSomebodyElseIsForged() {
    HttpNonces nonces = new HttpNonces(Duration.ofDays(1), System::nanoTime);
    String nonce = nonces.next();
    String other = new HttpNonces(Duration.ofDays(1), System::nanoTime).next();
    for (String forged : List.of(other, "", "x", "!", nonce.substring(1), nonce + "AAAA")) {
      assertThat(nonces.use(forged, 1)).as(forged).isEqualTo(HttpNonces.Worth.FORGED);
    }
  }

  @Test
  void replayOfAForgottenNonceIsStale() {
    AtomicLong now = new AtomicLong();
    HttpNonces nonces = new HttpNonces(Duration.ofDays(1), now::incrementAndGet);
    String first = nonces.next();
    nonces.use(first, 1);
    for (int i = 0; i < 10_001; i++) {
      nonces.use(nonces.next(), 1);
    }
    assertThat(nonces.use(first, 1)).isEqualTo(HttpNonces.Worth.STALE);
    assertThat(nonces.use(nonces.next(), 1)).isEqualTo(HttpNonces.Worth.GOOD);
  }

  @Test
  void serverTakesWhatTheClientAnswers() throws ProtocolException {
    Login login = new Login("jäne \"q\\", "a:b");
    HttpAuthentication server = new HttpAuthentication(Logins.of(login));
    List<String> challenges = server.challenges(false);
    HttpRequest request = HttpRequest.parse("CONNECT h:1 HTTP/1.1");
    for (String challenge : challenges) {
      List<HttpChallenge> one = HttpChallenge.parse(List.of(challenge));
      String answer = HttpAuthorization.answer(one, login, "CONNECT", "h:1").orElseThrow();
      HttpHead head = HttpHead.of("x").with("Proxy-Authorization", answer);
      assertThat(server.check(head, request)).isEqualTo(HttpAuthentication.Verdict.RIGHT);
      assertThat(server.check(head.with("Proxy-Authorization", answer), request))
          .isEqualTo(HttpAuthentication.Verdict.WRONG);
      boolean basic = answer.startsWith("Basic");
      assertThat(server.check(head, request))
          .as("replay of " + answer)
          .isEqualTo(basic ? HttpAuthentication.Verdict.RIGHT : HttpAuthentication.Verdict.STALE);
      String wrong =
          HttpAuthorization.answer(one, new Login(login.user(), "x"), "CONNECT", "h:1")
              .orElseThrow();
      assertThat(server.check(HttpHead.of("x").with("Proxy-Authorization", wrong), request))
          .isEqualTo(HttpAuthentication.Verdict.WRONG);
    }
    List<HttpChallenge> all = HttpChallenge.parse(challenges);
    assertThat(HttpAuthorization.answer(all, login, "CONNECT", "h:1").orElseThrow())
        .contains("algorithm=SHA-256");
  }

  @Test
  void mutatedHeadsNeverDoAnythingElse() {
    byte[] head =
        Octets.latin(
            "POST http://h/ HTTP/1.1\r\nContent-Length: 5\r\nA: b\r\n c\r\n"
                + "Proxy-Authorization: Digest username=\"a\", nc=00000001, qop=auth\r\n\r\n");
    HttpAuthentication server = new HttpAuthentication(Logins.of(new Login("a", "b")));
    Seeds.each(
        3_000,
        random -> {
          byte[] mutated = CodecCases.mutated(head, random);
          CodecCases.survives(HttpHead::decode, mutated);
          try {
            if (HttpHead.decode(ByteBuffer.wrap(mutated))
                instanceof Decoded.Done<HttpHead>(HttpHead parsed, int used)) {
              HttpRequest request = HttpRequest.parse(parsed.line());
              assertThat(server.check(parsed, request)).isEqualTo(HttpAuthentication.Verdict.WRONG);
              HttpFraming.ofRequest(parsed, request.minor());
            }
          } catch (ProtocolException e) {
            assertThat(e).hasMessageStartingWith("expected");
          }
        });
  }

  @Property
  void anyBytesNeverDoAnythingElse(@ForAll byte[] bytes) {
    CodecCases.survives(HttpHead::decode, bytes);
  }

  @Property
  void anyChallengeIsRead(@ForAll String text) {
    assertThat(HttpChallenge.parse(List.of(text, "Basic " + text, "Digest a=\"" + text)))
        .isNotNull();
  }
}
