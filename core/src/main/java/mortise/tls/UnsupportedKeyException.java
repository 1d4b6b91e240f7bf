package mortise.tls;

import java.security.InvalidKeyException;

/** A valid key of an unsupported kind; the message continues "private key is". */
final class UnsupportedKeyException extends InvalidKeyException {
  private static final long serialVersionUID = 1L;

  UnsupportedKeyException(String message) {
    super(message);
  }
}
