package mortise.tls;

import java.security.cert.CertificateException;

/** A certificate that is expired, or not valid yet; the message is complete. */
final class CertificateDateException extends CertificateException {
  private static final long serialVersionUID = 1L;

  CertificateDateException(String message, Throwable cause) {
    super(message, cause);
  }
}
