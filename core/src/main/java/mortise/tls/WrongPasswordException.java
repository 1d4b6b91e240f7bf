package mortise.tls;

import java.security.InvalidKeyException;

/** What a password does not open, or what is damaged within: the two cannot be told apart. */
final class WrongPasswordException extends InvalidKeyException {
  private static final long serialVersionUID = 1L;

  WrongPasswordException(Throwable cause) {
    super("not opened by the password", cause);
  }
}
