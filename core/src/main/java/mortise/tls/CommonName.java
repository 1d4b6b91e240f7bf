package mortise.tls;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The common name (CN) of a certificate's subject, which held the host name before subjectAltName.
 */
final class CommonName {
  private static final String OBJECT = "2.5.4.3";
  private static final int SET = 0x31;
  private static final int BMP_STRING = 0x1e;
  private static final int UTF8_STRING = 0x0c;

  private CommonName() {}

  /** The last common name, which is the most specific one; empty if there is none. */
  static Optional<String> of(X509Certificate certificate) {
    Optional<String> found = Optional.empty();
    try {
      byte[] subject = certificate.getSubjectX500Principal().getEncoded();
      for (Asn1 set : Asn1.parse(subject).sequence(0)) {
        for (Asn1 attribute : set.parts(SET)) {
          List<Asn1> pair = attribute.sequence(2);
          if (pair.get(0).object().equals(OBJECT)) {
            found = Optional.of(text(pair.get(1)));
          }
        }
      }
    } catch (InvalidKeyException e) {
      return Optional.empty(); // an unreadable subject has no common name
    }
    return found;
  }

  private static String text(Asn1 value) {
    Charset charset =
        switch (value.tag()) {
          case BMP_STRING -> StandardCharsets.UTF_16BE;
          case UTF8_STRING -> StandardCharsets.UTF_8;
          default -> StandardCharsets.ISO_8859_1;
        };
    return new String(value.content(), charset);
  }
}
