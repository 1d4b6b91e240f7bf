package mortise.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;

/** Accepts peers whose certificate has one of the pinned SHA-256 fingerprints. */
final class CertificatePins extends LeafTrust {
  private final Set<String> pins;

  CertificatePins(Set<String> pins) {
    this.pins = pins;
  }

  /** Normalizes a fingerprint: no colons, lower case. */
  static String normal(String fingerprint) {
    String digits = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "invalid SHA-256 fingerprint '%s' (expected 64 hexadecimal digits)",
              fingerprint));
    }
    return digits;
  }

  @Override
  void check(X509Certificate leaf) throws CertificateException {
    String fingerprint = Certificates.fingerprint(leaf);
    if (!pins.contains(fingerprint)) {
      throw new CertificateException(
          String.format(Locale.ROOT, "SHA-256 fingerprint %s is not pinned", fingerprint));
    }
  }
}
