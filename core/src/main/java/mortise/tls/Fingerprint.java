package mortise.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import mortise.sys.OpensslEvp;

/** Fingerprints of certificates: the digest of the DER encoding, as hexadecimal digits. */
public final class Fingerprint {
  private Fingerprint() {}

  /** The SHA-1 fingerprint in ncat's format: ten groups of four digits, separated by spaces. */
  public static String sha1(X509Certificate certificate) {
    return sha1(Certificates.encoded(certificate));
  }

  /** The SHA-1 fingerprint of an identity's own certificate, in ncat's format. */
  public static String sha1(Identity identity) {
    return sha1(identity.encodedChain().getFirst());
  }

  /**
   * The SHA-256 fingerprint in the format of {@code openssl x509 -fingerprint -sha256}, which
   * {@link Trust#pinned} accepts.
   */
  public static String sha256(X509Certificate certificate) {
    return sha256(Certificates.encoded(certificate));
  }

  /**
   * The SHA-256 fingerprint of an identity's own certificate, in the format of {@code openssl
   * x509}.
   */
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

  /** Uses libcrypto if it is in use, since the JDK's first digest adds 20 ms to a start. */
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
