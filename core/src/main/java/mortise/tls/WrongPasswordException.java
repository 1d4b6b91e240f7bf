package mortise.tls;

import java.security.InvalidKeyException;

/** A wrong password, or damaged contents: the two are indistinguishable. */
final class WrongPasswordException extends InvalidKeyException {
  private static final long serialVersionUID = 1L;

  WrongPasswordException(Throwable cause) {
    super("not decrypted by the password", cause);
  }
}
