package mortise.proxy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.net.ByteText;

/** How a client answers the challenges of a proxy: the best one that it understands. */
final class HttpAuthorization {
  private static final SecureRandom RANDOM = new SecureRandom();

  private HttpAuthorization() {}

  /**
   * The value of Proxy-Authorization, or nothing where the proxy wants what is not known here.
   *
   * @param challenges as {@link HttpChallenge#parse} reads them
   * @throws IllegalArgumentException when the scheme cannot send this user
   */
  static Optional<String> answer(
      List<HttpChallenge> challenges, Login login, String method, String uri) {
    return Stream.of(HttpDigest.Algorithm.values())
        .flatMap(algorithm -> digest(challenges, algorithm).stream())
        .findFirst()
        .map(challenge -> digest(challenge, login, method, uri))
        .or(() -> basic(challenges, login));
  }

  private static Optional<HttpChallenge> digest(
      List<HttpChallenge> challenges, HttpDigest.Algorithm algorithm) {
    return challenges.stream()
        .filter(challenge -> challenge.scheme().equals("digest"))
        .filter(challenge -> algorithm(challenge).equals(Optional.of(algorithm)))
        .filter(challenge -> qualities(challenge).isEmpty() || !quality(challenge).isEmpty())
        .findFirst();
  }

  private static Optional<HttpDigest.Algorithm> algorithm(HttpChallenge challenge) {
    return HttpDigest.Algorithm.of(challenge.parameterOr("algorithm", "MD5"));
  }

  private static List<String> qualities(HttpChallenge challenge) {
    return Stream.of(challenge.parameterOr("qop", "").toLowerCase(Locale.ROOT).split("[ \t,]+"))
        .filter(quality -> !quality.isEmpty())
        .toList();
  }

  /** Which quality is answered with; empty where none is offered, or none that is known. */
  private static String quality(HttpChallenge challenge) {
    List<String> offered = qualities(challenge);
    return offered.contains("auth") ? "auth" : offered.contains("auth-int") ? "auth-int" : "";
  }

  private static String digest(HttpChallenge challenge, Login login, String method, String uri) {
    String quality = quality(challenge);
    HttpDigest digest =
        new HttpDigest(
            algorithm(challenge).orElseThrow(),
            challenge.parameterOr("realm", ""),
            challenge.parameterOr("nonce", ""),
            quality.isEmpty() ? "" : "00000001",
            new BigInteger(128, RANDOM).toString(16));
    boolean hashes = challenge.parameterOr("userhash", "").equalsIgnoreCase("true");
    String user = hashes ? digest.hashedUser(login) : HttpDigest.latin(login.user());
    String response =
        quality.equals("auth-int")
            ? digest.responseWithIntegrity(login, method, uri)
            : digest.response(login, method, uri);
    StringBuilder answer = new StringBuilder("Digest username=").append(HttpChallenge.quote(user));
    answer.append(", realm=").append(HttpChallenge.quote(digest.realm()));
    answer.append(", nonce=").append(HttpChallenge.quote(digest.nonce()));
    answer.append(", uri=").append(HttpChallenge.quote(uri));
    answer.append(", response=\"").append(response).append('"');
    answer.append(", algorithm=").append(digest.algorithm().text);
    if (!quality.isEmpty()) {
      answer.append(", qop=").append(quality).append(", nc=").append(digest.count());
    }
    if (!quality.isEmpty() || digest.algorithm().text.endsWith("-sess")) {
      answer.append(", cnonce=\"").append(digest.clientNonce()).append('"');
    }
    if (hashes) {
      answer.append(", userhash=true");
    }
    challenge
        .parameter("opaque")
        .ifPresent(opaque -> answer.append(", opaque=").append(HttpChallenge.quote(opaque)));
    return answer.toString();
  }

  private static Optional<String> basic(List<HttpChallenge> challenges, Login login) {
    if (challenges.stream().noneMatch(challenge -> challenge.scheme().equals("basic"))) {
      return Optional.empty();
    }
    if (login.user().indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "user "
              + Octets.quote(login.user())
              + " has a colon, which the Basic scheme cannot send (RFC 7617 section 2)");
    }
    String text = login.user() + ":" + login.password();
    byte[] bytes = ByteText.encode(text);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }
}
