package mortise.tls;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PBKDF2 (RFC 8018, section 5.2) of any bytes. The JDK's implementation takes characters and
 * requires a salt.
 */
final class Pbkdf2 {
  private final Mac mac;

  Pbkdf2(String algorithm, byte[] password) throws InvalidKeyException {
    try {
      mac = Mac.getInstance(algorithm);
      // HMAC pads keys with zeros, so a zero byte is equal to the empty key, which the JDK rejects.
      mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new UnsupportedKeyException(
          "encrypted with " + algorithm + ", which the JDK does not support");
    }
  }

  byte[] derive(byte[] salt, int iterations, int length) {
    ByteBuffer key = ByteBuffer.allocate(length);
    for (int number = 1; key.hasRemaining(); number++) {
      mac.update(salt);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
      byte[] round = mac.doFinal();
      byte[] block = round.clone();
      for (int i = 1; i < iterations; i++) {
        round = mac.doFinal(round);
        for (int k = 0; k < block.length; k++) {
          block[k] ^= round[k];
        }
      }
      key.put(Arrays.copyOf(block, Math.min(block.length, key.remaining())));
    }
    return key.array();
  }
}
