package mortise.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import mortise.sys.OpensslEvp;

/** The digest of a whole certificate, by which people compare certificates. */
public final class Fingerprint {
  private Fingerprint() {}

  /** SHA-1 in ncat's form: ten groups of four digits. */
  public static String sha1(X509Certificate certificate) {
    return sha1(Certificates.encoded(certificate));
  }

  /** SHA-1 of an identity's own certificate, in ncat's form. */
  public static String sha1(Identity identity) {
    return sha1(identity.encodedChain().getFirst());
  }

  /**
   * SHA-256 in the form of {@code openssl x509 -fingerprint -sha256}, as of {@link Trust#pinned}.
   */
  public static String sha256(X509Certificate certificate) {
    return sha256(Certificates.encoded(certificate));
  }

  /** SHA-256 of an identity's own certificate, in the form of {@code openssl x509}. */
  public static String sha256(Identity identity) {
    return sha256(identity.encodedChain().getFirst());
  }

  private static String sha1(byte[] der) {
    String digits = HexFormat.of().withUpperCase().formatHex(digest("SHA-1", der));
    StringBuilder groups = new StringBuilder();
    for (int i = 0; i < digits.length(); i += 4) {
      groups.append(i == 0 ? "" : " ").append(digits, i, i + 4);
    }
    return groups.toString();
  }

  private static String sha256(byte[] der) {
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest("SHA-256", der));
  }

  /** By libcrypto where that is in use: the JDK's first digest costs a start 20 ms. */
  private static byte[] digest(String algorithm, byte[] der) {
    if (TlsEngine.preferred() == TlsEngine.OPENSSL) {
      boolean isSha1 = algorithm.equals("SHA-1");
      byte[] digest =
          OpensslEvp.EVP_Digest(isSha1 ? OpensslEvp.EVP_sha1() : OpensslEvp.EVP_sha256(), der);
      if (digest != null) {
        return digest; // a FIPS provider may refuse SHA-1
      }
    }
    try {
      return MessageDigest.getInstance(algorithm).digest(der);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has " + algorithm, e);
    }
  }
}
