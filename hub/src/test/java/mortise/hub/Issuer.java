package mortise.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** An operator, account or user of NATS, which signs the JWTs of others. */
final class Issuer {
  static final int OPERATOR = 14 << 3;
  static final int ACCOUNT = 0;
  static final int USER = 20 << 3;

  private final String seed;
  private final int prefix;

  /**
   * One with a key of its own.
   *
   * @param number makes the key
   */
  Issuer(int number, int prefix) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    this.seed = Seed.format(bytes);
    this.prefix = prefix;
  }

  String key() throws GeneralSecurityException {
    return Seed.parse(seed).publicKey(prefix);
  }

  /** A JWT of another one, as github.com/nats-io/jwt version 2 has it. */
  String jwt(Issuer subject, String type) throws GeneralSecurityException {
    String limits =
        type.equals("account")
            ? "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"conn\":-1,\"leaf\":-1,"
                + "\"imports\":-1,\"exports\":-1,\"wildcards\":true},"
            : "";
    String claims =
        "\"iat\":1,\"iss\":\"%s\",\"name\":\"test\",\"sub\":\"%s\",\"nats\":{%s\"type\":\"%s\",\"version\":2}}"
            .formatted(key(), subject.key(), limits, type);
    byte[] hash = MessageDigest.getInstance("SHA-512/256").digest(("{" + claims).getBytes(UTF_8));
    String body = "{\"jti\":\"" + Seed.encode(hash) + "\"," + claims;
    String signed = base64("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}") + "." + base64(body);
    return signed + "." + base64(Seed.parse(seed).sign(signed.getBytes(UTF_8)));
  }

  /** A credentials file as nsc makes it. */
  String file(String jwt) {
    return "-----BEGIN NATS USER JWT-----\n"
        + jwt
        + "\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n"
        + seed
        + "\n------END USER NKEY SEED------\n";
  }

  private static String base64(String text) {
    return base64(text.getBytes(UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
