package mortise.tls;

import java.security.InvalidKeyException;

/** A key that is whole but of a kind that cannot be used; the words go behind "its key is". */
final class UnsupportedKeyException extends InvalidKeyException {
  private static final long serialVersionUID = 1L;

  UnsupportedKeyException(String words) {
    super(words);
  }
}
