package mortise.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * EncryptedPrivateKeyInfo (RFC 5958): a PKCS#8 key encrypted with a password by PBES2 or PBES1 (RFC
 * 8018), or by the schemes of PKCS #12 (RFC 7292, appendix C). The JDK supports PBES2 only with
 * AES-128 and AES-256, and neither scrypt nor 3DES.
 */
final class EncryptedKey {
  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final String SCRYPT = "1.3.6.1.4.1.11591.4.11";
  private static final String PBES1 = "1.2.840.113549.1.5.";
  private static final String PKCS12 = "1.2.840.113549.1.12.1.";
  private static final int MOST_ITERATIONS = 1 << 27;
  private static final int NO_FIXED_LENGTH = 0;

  /** A cipher of PBES2: its JDK transformation, and the key length in bytes. */
  private record Scheme(String transformation, int keyLength) {}

  private static final Map<String, Scheme> SCHEMES =
      Map.ofEntries(
          Map.entry("2.16.840.1.101.3.4.1.2", new Scheme("AES/CBC/PKCS5Padding", 16)),
          Map.entry("2.16.840.1.101.3.4.1.22", new Scheme("AES/CBC/PKCS5Padding", 24)),
          Map.entry("2.16.840.1.101.3.4.1.42", new Scheme("AES/CBC/PKCS5Padding", 32)),
          Map.entry("2.16.840.1.101.3.4.1.3", new Scheme("AES/OFB/NoPadding", 16)),
          Map.entry("2.16.840.1.101.3.4.1.23", new Scheme("AES/OFB/NoPadding", 24)),
          Map.entry("2.16.840.1.101.3.4.1.43", new Scheme("AES/OFB/NoPadding", 32)),
          Map.entry("2.16.840.1.101.3.4.1.4", new Scheme("AES/CFB/NoPadding", 16)),
          Map.entry("2.16.840.1.101.3.4.1.24", new Scheme("AES/CFB/NoPadding", 24)),
          Map.entry("2.16.840.1.101.3.4.1.44", new Scheme("AES/CFB/NoPadding", 32)),
          Map.entry("1.2.840.113549.3.7", new Scheme("DESede/CBC/PKCS5Padding", 24)),
          Map.entry("1.3.14.3.2.7", new Scheme("DES/CBC/PKCS5Padding", 8)),
          Map.entry(
              "1.3.6.1.4.1.3029.1.2", new Scheme("Blowfish/CBC/PKCS5Padding", NO_FIXED_LENGTH)));

  private static final Map<String, String> MACS =
      Map.of(
          "1.2.840.113549.2.7", "HmacSHA1",
          "1.2.840.113549.2.8", "HmacSHA224",
          "1.2.840.113549.2.9", "HmacSHA256",
          "1.2.840.113549.2.10", "HmacSHA384",
          "1.2.840.113549.2.11", "HmacSHA512",
          "1.2.840.113549.2.12", "HmacSHA512/224",
          "1.2.840.113549.2.13", "HmacSHA512/256",
          "2.16.840.1.101.3.4.2.14", "HmacSHA3-256",
          "2.16.840.1.101.3.4.2.15", "HmacSHA3-384",
          "2.16.840.1.101.3.4.2.16", "HmacSHA3-512");

  private EncryptedKey() {}

  /**
   * Decrypts a key.
   *
   * @return an unencrypted PKCS#8 key
   * @throws InvalidKeyException if the password is wrong, the key is damaged, or the encryption is
   *     not supported; the message continues "private key is"
   */
  static byte[] decrypt(byte[] der, char[] password) throws InvalidKeyException {
    byte[] data;
    List<Asn1> parameters;
    String name;
    try {
      List<Asn1> parts = Asn1.parse(der).sequence(2);
      Asn1 scheme = parts.get(0);
      data = parts.get(1).octets();
      name = scheme.sequence(2).get(0).object();
      parameters = scheme.sequence(2).get(1).sequence(2);
    } catch (InvalidKeyException e) {
      throw new InvalidKeyException("damaged: " + e.getMessage(), e);
    }
    try {
      byte[] key = decrypt(name, parameters, data, password);
      Asn1.parse(key).sequence(3); // a wrong password can produce valid padding
      return key;
    } catch (UnsupportedKeyException e) {
      throw e;
    } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
      throw unsupported(name);
    } catch (GeneralSecurityException e) {
      throw new WrongPasswordException(e);
    }
  }

  private static byte[] decrypt(String name, List<Asn1> parameters, byte[] data, char[] password)
      throws GeneralSecurityException {
    if (name.equals(PBES2)) {
      return decrypt2(parameters, data, password);
    }
    if (name.startsWith(PBES1)) {
      return decrypt1(name, parameters, data, password);
    }
    if (name.startsWith(PKCS12)) {
      return decrypt12(name, parameters, data, password);
    }
    throw unsupported(name);
  }

  private static byte[] decrypt2(List<Asn1> parameters, byte[] data, char[] password)
      throws GeneralSecurityException {
    List<Asn1> encryption = parameters.get(1).sequence(1);
    String name = encryption.get(0).object();
    Scheme scheme = SCHEMES.get(name);
    if (scheme == null) {
      throw unsupported(name);
    }
    Asn1 vector = encryption.size() > 1 ? encryption.get(1) : null;
    byte[] key = derive(parameters.get(0).sequence(2), scheme, bytes(password));
    return decipher(scheme.transformation, key, vector == null ? null : vector.octets(), data);
  }

  private static byte[] derive(List<Asn1> derivation, Scheme scheme, byte[] password)
      throws InvalidKeyException {
    String name = derivation.get(0).object();
    List<Asn1> parameters = derivation.get(1).sequence(2);
    return switch (name) {
      case PBKDF2 -> pbkdf2(parameters, scheme, password);
      case SCRYPT -> scrypt(parameters, scheme, password);
      default -> throw unsupported(name);
    };
  }

  /**
   * PBKDF2-params: salt, iterations, optional key length, optional PRF, which defaults to
   * HMAC-SHA-1.
   */
  private static byte[] pbkdf2(List<Asn1> parameters, Scheme scheme, byte[] password)
      throws InvalidKeyException {
    String function = "1.2.840.113549.2.7";
    int length = scheme.keyLength;
    for (Asn1 more : parameters.subList(2, parameters.size())) {
      if (more.tag() == Asn1.INTEGER) {
        length = more.count(64);
      } else {
        function = more.sequence(1).get(0).object();
      }
    }
    String mac = MACS.get(function);
    if (mac == null) {
      throw unsupported(function);
    }
    int iterations = parameters.get(1).count(MOST_ITERATIONS);
    return new Pbkdf2(mac, password)
        .derive(parameters.get(0).octets(), iterations, length == 0 ? 16 : length);
  }

  private static byte[] scrypt(List<Asn1> parameters, Scheme scheme, byte[] password)
      throws InvalidKeyException {
    if (parameters.size() < 4) {
      throw new InvalidKeyException("missing scrypt parameters");
    }
    int cost = parameters.get(1).count(Integer.MAX_VALUE);
    int blockSize = parameters.get(2).count(Integer.MAX_VALUE);
    int parallelism = parameters.get(3).count(Integer.MAX_VALUE);
    int length = scheme.keyLength == NO_FIXED_LENGTH ? 16 : scheme.keyLength;
    Scrypt scrypt;
    try {
      scrypt = new Scrypt(cost, blockSize, parallelism);
    } catch (InvalidKeyException e) {
      throw new UnsupportedKeyException("encrypted by " + e.getMessage());
    }
    return scrypt.derive(password, parameters.get(0).octets(), length);
  }

  /** PBES1: PBKDF1 derives a key of 64 bits and the IV. */
  private static byte[] decrypt1(String name, List<Asn1> parameters, byte[] data, char[] password)
      throws GeneralSecurityException {
    String[] used =
        switch (name.substring(PBES1.length())) {
          case "3" -> new String[] {"MD5", "DES"};
          case "6" -> new String[] {"MD5", "RC2"};
          case "10" -> new String[] {"SHA-1", "DES"};
          case "11" -> new String[] {"SHA-1", "RC2"};
          default -> throw unsupported(name);
        };
    MessageDigest digest = MessageDigest.getInstance(used[0]);
    digest.update(bytes(password));
    byte[] made = digest.digest(parameters.get(0).octets());
    for (int i = parameters.get(1).count(MOST_ITERATIONS); i > 1; i--) {
      made = digest.digest(made);
    }
    return decipher(
        used[1] + "/CBC/PKCS5Padding",
        Arrays.copyOf(made, 8),
        Arrays.copyOfRange(made, 8, 16),
        data);
  }

  /** The schemes of PKCS #12. The JDK's implementation supports only ASCII passwords. */
  private static byte[] decrypt12(String name, List<Asn1> parameters, byte[] data, char[] password)
      throws GeneralSecurityException {
    Pkcs12Kdf kdf =
        new Pkcs12Kdf(
            password, parameters.get(0).octets(), parameters.get(1).count(MOST_ITERATIONS));
    return switch (name.substring(PKCS12.length())) {
      case "1" -> decipher("RC4", kdf.key(16), null, data);
      case "2" -> decipher("RC4", kdf.key(5), null, data);
      case "3" -> decipher("DESede/CBC/PKCS5Padding", kdf.key(24), kdf.vector(8), data);
      case "4" -> decipher("DESede/CBC/PKCS5Padding", twoKeys(kdf.key(16)), kdf.vector(8), data);
      case "5" -> decipher("RC2/CBC/PKCS5Padding", kdf.key(16), kdf.vector(8), data);
      case "6" -> decipher("RC2/CBC/PKCS5Padding", kdf.key(5), kdf.vector(8), data);
      default -> throw unsupported(name);
    };
  }

  /** Expands a two-key 3DES key: the first key is also the third. */
  static byte[] twoKeys(byte[] key) {
    byte[] three = Arrays.copyOf(key, 24);
    System.arraycopy(key, 0, three, 16, 8);
    return three;
  }

  /** Decrypts with a cipher of the JDK; the IV is null for modes without one. */
  static byte[] decipher(String transformation, byte[] key, byte @Nullable [] vector, byte[] data)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(transformation);
    String algorithm = transformation.split("/")[0];
    AlgorithmParameterSpec start = vector == null ? null : new IvParameterSpec(vector);
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, algorithm), start);
    return cipher.doFinal(data);
  }

  /** A password in UTF-8, as OpenSSL reads it from a terminal. */
  static byte[] bytes(char[] password) {
    return new String(password).getBytes(StandardCharsets.UTF_8);
  }

  private static UnsupportedKeyException unsupported(String object) {
    return new UnsupportedKeyException(
        String.format(
            Locale.ROOT,
            "encrypted with %s, which the JDK does not support",
            Algorithms.name(object)));
  }
}
