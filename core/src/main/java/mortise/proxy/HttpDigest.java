package mortise.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The arithmetic of Digest, RFC 7616 section 3.4, with quality "auth" or, as RFC 2069 had it, none.
 *
 * @param nonce the server's number
 * @param count how often the client has used it, eight hexadecimal digits; empty without quality
 * @param clientNonce the client's number
 */
record HttpDigest(
    Algorithm algorithm, String realm, String nonce, String count, String clientNonce) {
  /** The hash functions, the better first. */
  enum Algorithm {
    SHA_256("SHA-256"),
    MD5("MD5");

    final String text;

    Algorithm(String text) {
      this.text = text;
    }

    static Optional<Algorithm> of(String text) {
      return switch (text.toUpperCase(Locale.ROOT)) {
        case "SHA-256" -> Optional.of(SHA_256);
        case "MD5" -> Optional.of(MD5);
        default -> Optional.empty();
      };
    }
  }

  /** What shows that somebody knows the password. */
  String response(Login login, String method, String uri) {
    String secret = hash(login.user() + ":" + realm + ":" + login.password());
    String quality = count.isEmpty() ? "" : count + ":" + clientNonce + ":auth:";
    return hash(secret + ":" + nonce + ":" + quality + hash(method + ":" + uri));
  }

  private String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm.text);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has " + algorithm.text, e);
    }
  }
}
