package mortise.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mortise.net.Printable;

/** Parsing and properties of X.509 certificates. */
final class Certificates {
  private Certificates() {}

  /** Parses a certificate, including those with empty names, which the JDK's parser rejects. */
  static X509Certificate parse(byte[] der) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try {
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      return EmptyNameCertificate.parse(der, e);
    }
  }

  /** Parses the certificate with this number, from 1, of a file. */
  static X509Certificate parse(Path file, byte[] der, int number) throws IOException {
    try {
      return parse(der);
    } catch (CertificateException e) {
      throw Pem.fault(file, String.format(Locale.ROOT, "certificate %d is damaged", number));
    }
  }

  /** The DER encoding of a certificate. */
  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate cannot be encoded", e);
    }
  }

  /**
   * The quoted subject of a certificate for messages; its alternative names if the subject is
   * empty.
   */
  static String name(X509Certificate certificate) {
    String subject = "" + certificate.getSubjectX500Principal();
    String name = subject.isEmpty() ? String.join(", ", HostName.names(certificate)) : subject;
    return "'" + Printable.line(name) + "'";
  }

  /**
   * Reports why a certificate is not valid now, as "'SUBJECT' expired on TIME"; empty if it is
   * valid.
   */
  static Optional<String> validityError(X509Certificate certificate) {
    Date now = Date.from(Instant.now());
    if (now.after(certificate.getNotAfter())) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s expired on %s",
              name(certificate),
              certificate.getNotAfter().toInstant()));
    }
    if (now.before(certificate.getNotBefore())) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%s is not valid before %s",
              name(certificate),
              certificate.getNotBefore().toInstant()));
    }
    return Optional.empty();
  }

  /** The SHA-256 fingerprint of a certificate, as 64 hexadecimal digits. */
  static String fingerprint(X509Certificate certificate) throws CertificateException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The dNSNames of a certificate (RFC 6125), in lower case. */
  static List<String> hosts(X509Certificate certificate) {
    return HostName.dnsNames(certificate).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .toList();
  }
}
