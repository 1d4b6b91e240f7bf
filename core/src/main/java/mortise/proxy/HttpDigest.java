package mortise.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import mortise.net.ByteText;

/**
 * The arithmetic of Digest, RFC 7616 section 3.4, with quality "auth" or "auth-int" or, as RFC 2069
 * had it, none. Text has a character per byte but for that of logins.
 *
 * @param nonce the server's number
 * @param count how often the client has used it, eight hexadecimal digits; empty without quality
 * @param clientNonce the client's number
 */
record HttpDigest(
    Algorithm algorithm, String realm, String nonce, String count, String clientNonce) {
  /** The hash functions, the better first; "sess" hashes both nonces into the secret. */
  enum Algorithm {
    SHA_512_256("SHA-512-256", "SHA-512/256"),
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256"),
    SHA_256("SHA-256", "SHA-256"),
    SHA_256_SESS("SHA-256-sess", "SHA-256"),
    MD5("MD5", "MD5"),
    MD5_SESS("MD5-sess", "MD5");

    final String text;
    private final String function;

    Algorithm(String text, String function) {
      this.text = text;
      this.function = function;
    }

    static Optional<Algorithm> of(String text) {
      return Stream.of(values()).filter(one -> one.text.equalsIgnoreCase(text)).findFirst();
    }

    private boolean isSession() {
      return text.endsWith("-sess");
    }
  }

  /** What shows the knowledge of the password, with quality "auth", or none. */
  String response(Login login, String method, String uri) {
    return answer(login, "auth", method + ":" + uri);
  }

  /** What shows it with quality "auth-int", for a request without a body. */
  String responseWithIntegrity(Login login, String method, String uri) {
    return answer(login, "auth-int", method + ":" + uri + ":" + hash(""));
  }

  private String answer(Login login, String quality, String request) {
    String plain = hash(latin(login.user()) + ":" + realm + ":" + latin(login.password()));
    String secret = algorithm.isSession() ? hash(plain + ":" + nonce + ":" + clientNonce) : plain;
    String counted = count.isEmpty() ? "" : count + ":" + clientNonce + ":" + quality + ":";
    return hash(secret + ":" + nonce + ":" + counted + hash(request));
  }

  /** The user's name as {@code userhash} has it, RFC 7616 section 3.4.4. */
  String hashedUser(Login login) {
    return hash(latin(login.user()) + ":" + realm);
  }

  /** The bytes of UTF-8 as characters of a byte each, as heads have them. */
  static String latin(String text) {
    return new String(ByteText.encode(text), StandardCharsets.ISO_8859_1);
  }

  private String hash(String latin) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm.function);
      return HexFormat.of().formatHex(digest.digest(Octets.latin(latin)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has " + algorithm.function, e);
    }
  }
}
