package mortise.cli.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** What a certificate is known by, as people compare it. */
public final class Fingerprint {
  private Fingerprint() {}

  /** SHA-1 in the form of ncat's: ten groups of four digits. */
  public static String sha1(X509Certificate certificate) {
    return HexFormat.of()
        .withUpperCase()
        .formatHex(digest("SHA-1", certificate))
        .replaceAll("(.{4})(?=.)", "$1 ");
  }

  /** SHA-256 in the form of {@code openssl x509 -fingerprint -sha256}. */
  public static String sha256(X509Certificate certificate) {
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest("SHA-256", certificate));
  }

  private static byte[] digest(String algorithm, X509Certificate certificate) {
    try {
      return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has " + algorithm, e);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without an encoding", e);
    }
  }
}
