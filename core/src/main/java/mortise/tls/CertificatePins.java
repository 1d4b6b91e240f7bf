package mortise.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;

/** Trust in certificates by their SHA-256. */
final class CertificatePins extends LeafTrust {
  private final Set<String> pins;

  CertificatePins(Set<String> pins) {
    this.pins = pins;
  }

  /** A fingerprint as it is compared: without colons, in lower case. */
  static String normal(String fingerprint) {
    String digits = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
    if (!digits.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a SHA-256 fingerprint of 64 hexadecimal digits but was \"%s\"",
              fingerprint));
    }
    return digits;
  }

  @Override
  void check(X509Certificate leaf) throws CertificateException {
    String fingerprint = Certificates.fingerprint(leaf);
    if (!pins.contains(fingerprint)) {
      throw new CertificateException(
          String.format(
              Locale.ROOT, "its certificate has the SHA-256 %s, which is not pinned", fingerprint));
    }
  }
}
