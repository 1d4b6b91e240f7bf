package mortise.proxy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a client answers the challenges of a proxy: the best one that it understands. */
final class HttpAuthorization {
  private static final SecureRandom RANDOM = new SecureRandom();

  private HttpAuthorization() {}

  /**
   * The value of Proxy-Authorization, or nothing where the proxy wants what is not known here.
   *
   * @param challenges as {@link HttpChallenge#parse} reads them
   */
  static Optional<String> answer(
      List<HttpChallenge> challenges, Login login, String method, String uri) {
    return Stream.of(
            digest(challenges, HttpDigest.Algorithm.SHA_256),
            digest(challenges, HttpDigest.Algorithm.MD5))
        .flatMap(Optional::stream)
        .findFirst()
        .map(challenge -> digest(challenge, login, method, uri))
        .or(() -> basic(challenges, login));
  }

  private static Optional<HttpChallenge> digest(
      List<HttpChallenge> challenges, HttpDigest.Algorithm algorithm) {
    return challenges.stream()
        .filter(challenge -> challenge.scheme().equals("digest"))
        .filter(challenge -> algorithm(challenge).equals(Optional.of(algorithm)))
        .filter(challenge -> qualities(challenge).isEmpty() || hasAuth(challenge))
        .findFirst();
  }

  private static Optional<HttpDigest.Algorithm> algorithm(HttpChallenge challenge) {
    return HttpDigest.Algorithm.of(challenge.parameterOr("algorithm", "MD5"));
  }

  private static String qualities(HttpChallenge challenge) {
    return challenge.parameterOr("qop", "");
  }

  private static boolean hasAuth(HttpChallenge challenge) {
    return List.of(qualities(challenge).split("[ \t,]+")).contains("auth");
  }

  private static String digest(HttpChallenge challenge, Login login, String method, String uri) {
    boolean auth = hasAuth(challenge);
    HttpDigest digest =
        new HttpDigest(
            algorithm(challenge).orElseThrow(),
            Octets.utf8(challenge.parameterOr("realm", "")),
            challenge.parameterOr("nonce", ""),
            auth ? "00000001" : "",
            new BigInteger(128, RANDOM).toString(16));
    String response = digest.response(login, method, uri);
    StringBuilder answer = new StringBuilder("Digest username=");
    answer.append(HttpChallenge.quote(login.user()));
    answer.append(", realm=").append(HttpChallenge.quote(digest.realm()));
    answer.append(", nonce=").append(HttpChallenge.quote(digest.nonce()));
    answer.append(", uri=").append(HttpChallenge.quote(uri));
    answer.append(", response=\"").append(response).append('"');
    answer.append(", algorithm=").append(digest.algorithm().text);
    if (auth) {
      answer.append(", qop=auth, nc=").append(digest.count());
      answer.append(", cnonce=\"").append(digest.clientNonce()).append('"');
    }
    challenge
        .parameter("opaque")
        .ifPresent(opaque -> answer.append(", opaque=").append(HttpChallenge.quote(opaque)));
    return latin(answer.toString());
  }

  /** The bytes of UTF-8 as characters of a byte each, as heads have them. */
  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static Optional<String> basic(List<HttpChallenge> challenges, Login login) {
    if (challenges.stream().noneMatch(challenge -> challenge.scheme().equals("basic"))) {
      return Optional.empty();
    }
    String text = login.user() + ":" + login.password();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }
}
