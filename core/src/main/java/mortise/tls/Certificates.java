package mortise.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** X.509 certificates: out of PEM files, and what this package asks of them. */
final class Certificates {
  private static final int DNS_NAME = 2;

  private Certificates() {}

  /** All certificates of a file, in order; at least one. */
  static List<X509Certificate> read(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem part : Pem.read(file)) {
      switch (part.label()) {
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
            certificates.add(parse(file, part.der(), certificates.size() + 1));
        default -> {} // a key may stand beside
      }
    }
    if (certificates.isEmpty()) {
      throw Pem.fault(file, "has no certificate: expected a part BEGIN CERTIFICATE");
    }
    return certificates;
  }

  private static X509Certificate parse(Path file, byte[] der, int number) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw Pem.fault(file, "its certificate number " + number + " is damaged");
    }
  }

  /** The SHA-256 of a whole certificate, 64 hexadecimal digits. */
  static String fingerprint(X509Certificate certificate) throws CertificateException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** The host names that a certificate is for, in lower case: its dNSNames (RFC 6125). */
  static List<String> hosts(X509Certificate certificate) {
    List<String> hosts = new ArrayList<>();
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        for (List<?> name : names) {
          if (name.getFirst().equals(DNS_NAME)) {
            hosts.add(name.get(1).toString().toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (GeneralSecurityException e) {
      return List.of(); // names that cannot be read match none
    }
    return hosts;
  }

  /** Whether a host fits a name of a certificate; a star stands for the first label alone. */
  static boolean covers(String name, String host) {
    if (!name.startsWith("*.")) {
      return name.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(name.substring(1));
  }
}
