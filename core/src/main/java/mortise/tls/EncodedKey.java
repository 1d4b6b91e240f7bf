package mortise.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * A private key in the clear.
 *
 * @param algorithm the name that the JDK's keys of this kind have
 * @param der PKCS#8
 */
record EncodedKey(String algorithm, byte[] der) {
  /** The key as an object of the JDK's. */
  PrivateKey decode() throws InvalidKeyException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("damaged: no " + algorithm + " key", e);
    }
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return algorithm + " key";
  }
}
