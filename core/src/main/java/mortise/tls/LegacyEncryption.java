package mortise.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Key encryption of OpenSSL before PKCS#8: headers {@code Proc-Type: 4,ENCRYPTED} and {@code
 * DEK-Info: CIPHER,IV} of a PEM section (RFC 1421, section 4.6.1), with a key that is derived by
 * MD5 from the password and the IV (EVP_BytesToKey(3)).
 */
final class LegacyEncryption {
  private static final int SALT = 8;

  private LegacyEncryption() {}

  /**
   * Decrypts a PEM section.
   *
   * @throws InvalidKeyException with a message that continues "private key is"
   */
  static byte[] decrypt(Pem part, char[] password) throws InvalidKeyException {
    String[] info = part.headers().getOrDefault("DEK-Info", "").split(",");
    if (info.length != 2) {
      throw new InvalidKeyException("damaged: expected a header DEK-Info: CIPHER,IV");
    }
    String cipher = info[0].strip().toUpperCase(Locale.ROOT);
    byte[] vector;
    try {
      vector = HexFormat.of().parseHex(info[1].strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("damaged: the IV in DEK-Info is not hexadecimal", e);
    }
    if (vector.length < SALT) {
      throw new InvalidKeyException("damaged: the IV in DEK-Info is too short");
    }
    return decrypt(cipher, vector, part.der(), EncryptedKey.bytes(password));
  }

  private static byte[] decrypt(String cipher, byte[] vector, byte[] data, byte[] password)
      throws InvalidKeyException {
    String mode = cipher.substring(cipher.lastIndexOf('-') + 1);
    String padding =
        switch (mode) {
          case "CBC", "ECB" -> "PKCS5Padding";
          case "CFB", "OFB" -> "NoPadding";
          default -> throw unsupported(cipher);
        };
    String name = cipher.substring(0, Math.max(0, cipher.lastIndexOf('-')));
    String algorithm = algorithm(cipher, name);
    int length = keyLength(name);
    try {
      byte[] key = key(password, vector, length);
      if (name.equals("DES-EDE")) {
        key = EncryptedKey.twoKeys(key);
      }
      String transformation = algorithm + "/" + mode + "/" + padding;
      byte[] start = mode.equals("ECB") ? null : vector;
      return EncryptedKey.decipher(transformation, key, start, data);
    } catch (GeneralSecurityException e) {
      throw new WrongPasswordException(e);
    }
  }

  private static String algorithm(String cipher, String name) throws InvalidKeyException {
    return switch (name) {
      case "AES-128", "AES-192", "AES-256" -> "AES";
      case "DES-EDE3", "DES-EDE" -> "DESede";
      case "DES" -> "DES";
      case "BF" -> "Blowfish";
      case "RC2" -> "RC2";
      default -> throw unsupported(cipher);
    };
  }

  private static int keyLength(String name) {
    return switch (name) {
      case "AES-192", "DES-EDE3" -> 24;
      case "AES-256" -> 32;
      case "DES" -> 8;
      default -> 16;
    };
  }

  private static InvalidKeyException unsupported(String cipher) {
    return new UnsupportedKeyException(
        String.format(
            Locale.ROOT,
            "encrypted with %s, which the JDK does not support",
            cipher.toLowerCase(Locale.ROOT)));
  }

  /** EVP_BytesToKey with MD5, one iteration, and the first bytes of the IV as salt. */
  private static byte[] key(byte[] password, byte[] vector, int length)
      throws NoSuchAlgorithmException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] key = new byte[length];
    byte[] last = {};
    for (int at = 0; at < length; at += last.length) {
      md5.update(last);
      md5.update(password);
      md5.update(vector, 0, SALT);
      last = md5.digest();
      System.arraycopy(last, 0, key, at, Math.min(last.length, length - at));
    }
    return key;
  }
}
