package mortise.proxy;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mortise.net.ByteText;

/**
 * The authentication of a proxy's users: Digest with SHA-256 or MD5 (RFC 7616), or Basic (RFC
 * 7617), whatever the client answers with.
 */
final class HttpAuthentication {
  private static final String REALM = "mortise";
  private static final Set<HttpDigest.Algorithm> OFFERED =
      Set.of(HttpDigest.Algorithm.MD5, HttpDigest.Algorithm.SHA_256);

  private static final Duration NONCE_LIFE = Duration.ofMinutes(5);

  /** What a request shows of its user. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** Right, but with a nonce that has had its time. */
    STALE
  }

  private final Logins logins;
  private final HttpNonces nonces = new HttpNonces(NONCE_LIFE, System::nanoTime);

  HttpAuthentication(Logins logins) {
    this.logins = logins;
  }

  /**
   * The values of Proxy-Authenticate. RFC 7616 section 3.7 has the client choose the best that it
   * knows; ncat 7.93 knows MD5 alone, and gives up where another is first.
   */
  List<String> challenges(boolean stale) {
    return List.of(
        digest(HttpDigest.Algorithm.MD5, stale),
        digest(HttpDigest.Algorithm.SHA_256, stale),
        "Basic realm=\"" + REALM + "\", charset=\"UTF-8\"");
  }

  private String digest(HttpDigest.Algorithm algorithm, boolean stale) {
    return String.format(
        Locale.ROOT,
        "Digest realm=\"%s\", qop=\"auth\", algorithm=%s, nonce=\"%s\"%s",
        REALM,
        algorithm.text,
        nonces.next(),
        stale ? ", stale=true" : "");
  }

  Verdict check(HttpHead head, HttpRequest request) {
    List<String> values = head.values("Proxy-Authorization");
    List<HttpChallenge> answers = HttpChallenge.parse(values);
    if (values.size() != 1 || answers.size() != 1) {
      return Verdict.WRONG;
    }
    HttpChallenge answer = answers.getFirst();
    return switch (answer.scheme()) {
      case "basic" -> basic(answer.token());
      case "digest" -> digest(answer, request);
      default -> Verdict.WRONG;
    };
  }

  private Verdict basic(String token) {
    try {
      String text = ByteText.decode(Base64.getDecoder().decode(token));
      int colon = text.indexOf(':');
      Login login = new Login(text.substring(0, Math.max(0, colon)), text.substring(colon + 1));
      return colon >= 0 && logins.has(login) ? Verdict.RIGHT : Verdict.WRONG;
    } catch (IllegalArgumentException e) {
      return Verdict.WRONG;
    }
  }

  private Verdict digest(HttpChallenge answer, HttpRequest request) {
    Map<String, String> says = answer.parameters();
    String user = ByteText.decode(Octets.latin(says.getOrDefault("username", "")));
    String uri = says.getOrDefault("uri", "");
    String count = says.getOrDefault("nc", "");
    Optional<String> password = logins.password(user);
    Optional<HttpDigest.Algorithm> algorithm =
        HttpDigest.Algorithm.of(says.getOrDefault("algorithm", "MD5")).filter(OFFERED::contains);
    if (algorithm.isEmpty()
        || !count.matches("[0-9a-fA-F]{8}")
        || !says.getOrDefault("qop", "").equals("auth")
        || !says.getOrDefault("realm", "").equals(REALM)
        || !names(uri, request)) {
      return Verdict.WRONG;
    }
    String nonce = says.getOrDefault("nonce", "");
    HttpDigest digest =
        new HttpDigest(algorithm.get(), REALM, nonce, count, says.getOrDefault("cnonce", ""));
    String right = digest.response(new Login(user, password.orElse("")), request.method(), uri);
    if (!Logins.same(right, says.getOrDefault("response", "")) || password.isEmpty()) {
      return Verdict.WRONG;
    }
    return switch (nonces.use(nonce, Long.parseLong(count, 16))) {
      case GOOD -> Verdict.RIGHT;
      case STALE -> Verdict.STALE;
      case FORGED -> Verdict.WRONG;
    };
  }

  /** curl names the path alone of what it asks for in absolute form. */
  private static boolean names(String uri, HttpRequest request) {
    String target = request.target();
    return uri.equals(target)
        || !request.isConnect()
            && uri.startsWith("/")
            && target.replaceFirst("^[a-zA-Z]+://[^/?]*", "").equals(uri);
  }
}
