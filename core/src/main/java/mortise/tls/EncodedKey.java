package mortise.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * An encoded private key that is not encrypted.
 *
 * @param algorithm the JDK's name of the algorithm
 * @param der PKCS#8
 */
record EncodedKey(String algorithm, byte[] der) {
  /** Parses the key with the JDK's KeyFactory. */
  PrivateKey decode() throws InvalidKeyException {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("damaged: no " + algorithm + " key", e);
    }
  }

  /** The algorithm only, no key material. */
  @Override
  public String toString() {
    return algorithm + " key";
  }
}
