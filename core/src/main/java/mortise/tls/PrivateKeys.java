package mortise.tls;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes private keys of PEM files: PKCS#8 (RFC 5958), and the formats of OpenSSL before 1.0:
 * PKCS#1 (RFC 8017), SEC1 (RFC 5915) and DSA. Each may be encrypted.
 */
final class PrivateKeys {
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String PSS = "1.2.840.113549.1.1.10";
  private static final String EC = "1.2.840.10045.2.1";
  private static final String DSA = "1.2.840.10040.4.1";
  private static final String ED25519 = "1.3.101.112";
  private static final String ED448 = "1.3.101.113";
  private static final String ML_DSA = "2[.]16[.]840[.]1[.]101[.]3[.]4[.]3[.]1[789]";
  private static final int PARAMETERS = 0xa0;

  private PrivateKeys() {}

  /**
   * Decodes the key of a PEM section.
   *
   * @param password supplies the password of an encrypted key, or null if there is none
   * @throws InvalidKeyException with a message that continues "private key is"
   */
  static PrivateKey decode(Pem part, Supplier<char @Nullable []> password)
      throws InvalidKeyException {
    EncodedKey key = encoded(part, password);
    try {
      return key.decode();
    } catch (InvalidKeyException e) {
      throw part.isEncrypted() ? new WrongPasswordException(e) : e;
    }
  }

  /** Decrypts the key of a PEM section and determines its algorithm; throws as {@link #decode}. */
  static EncodedKey encoded(Pem part, Supplier<char @Nullable []> password)
      throws InvalidKeyException {
    byte[] der = part.der();
    if (part.isEncrypted()) {
      der = LegacyEncryption.decrypt(part, required(password));
    }
    try {
      return switch (part.label()) {
        case "PRIVATE KEY" -> ofPkcs8(der);
        case "ENCRYPTED PRIVATE KEY" -> ofPkcs8(EncryptedKey.decrypt(der, required(password)));
        case "RSA PRIVATE KEY" -> ofPkcs8(wrap(RSA, Asn1.encode(Asn1.NULL), der));
        case "EC PRIVATE KEY" -> ofPkcs8(ofSec1(der));
        case "DSA PRIVATE KEY" -> ofPkcs8(ofDsa(der));
        default ->
            throw new UnsupportedKeyException(
                String.format(Locale.ROOT, "a %s, which TLS does not support", part.label()));
      };
    } catch (UnsupportedKeyException | WrongPasswordException e) {
      throw e;
    } catch (InvalidKeyException e) {
      if (part.isEncrypted()) {
        throw new WrongPasswordException(e);
      }
      throw ("" + e.getMessage()).startsWith("damaged")
          ? e
          : new InvalidKeyException("damaged: " + e.getMessage(), e);
    }
  }

  private static char[] required(Supplier<char @Nullable []> password) throws InvalidKeyException {
    char[] known = password.get();
    if (known == null) {
      throw new UnsupportedKeyException("encrypted, and no password was given");
    }
    return known;
  }

  /** Reads the algorithm of a PKCS#8 key, which the JDK's KeyFactory requires. */
  private static EncodedKey ofPkcs8(byte[] der) throws InvalidKeyException {
    List<Asn1> algorithm = Asn1.parse(der).sequence(3).get(1).sequence(1);
    String object = algorithm.get(0).object();
    String name =
        switch (object) {
          case RSA -> "RSA";
          case PSS -> "RSASSA-PSS";
          case EC -> "EC";
          case DSA -> "DSA";
          case ED25519, ED448 -> "EdDSA";
          default -> {
            if (object.matches(ML_DSA)) {
              yield "ML-DSA";
            }
            throw new UnsupportedKeyException(
                String.format(
                    Locale.ROOT, "of type %s, which cannot sign", Algorithms.name(object)));
          }
        };
    if (object.equals(EC) && algorithm.size() > 1) {
      checkCurve(algorithm.get(1)); // the JDK parses keys on unsupported curves, too
    }
    return new EncodedKey(name, der);
  }

  /** Rejects curves that the JDK's TLS does not support. */
  private static void checkCurve(Asn1 parameters) throws InvalidKeyException {
    if (parameters.tag() == Asn1.SEQUENCE) {
      throw new UnsupportedKeyException(
          "on a curve with explicit parameters, which the JDK does not support (expected a named"
              + " curve)");
    }
    String curve = parameters.object();
    boolean common = List.of("1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35").contains(curve);
    if (!common) {
      throw new UnsupportedKeyException(
          String.format(
              Locale.ROOT,
              "on curve %s, which the JDK does not support (expected P-256, P-384 or P-521)",
              Algorithms.curve(curve)));
    }
  }

  /** Wraps an algorithm's key in a PrivateKeyInfo. */
  private static byte[] wrap(String algorithm, byte[] parameters, byte[] key)
      throws InvalidKeyException {
    Asn1.parse(key).sequence(1);
    return Asn1.encode(
        Asn1.SEQUENCE,
        Asn1.encode(Asn1.INTEGER, new byte[1]),
        Asn1.encode(Asn1.SEQUENCE, Asn1.encodeObject(algorithm), parameters),
        Asn1.encode(Asn1.OCTET_STRING, key));
  }

  /** ECPrivateKey: version, key, [0] curve, [1] public key. */
  private static byte[] ofSec1(byte[] der) throws InvalidKeyException {
    for (Asn1 part : Asn1.parse(der).sequence(2)) {
      if (part.tag() == PARAMETERS) {
        return wrap(EC, part.content(), der);
      }
    }
    throw new UnsupportedKeyException("an EC key without a curve");
  }

  /** OpenSSL's DSA format: version, p, q, g, public key, private key. */
  private static byte[] ofDsa(byte[] der) throws InvalidKeyException {
    List<Asn1> parts = Asn1.parse(der).sequence(6);
    BigInteger secret = parts.get(5).integer();
    byte[] parameters =
        Asn1.encode(
            Asn1.SEQUENCE, parts.get(1).encoded(), parts.get(2).encoded(), parts.get(3).encoded());
    return Asn1.encode(
        Asn1.SEQUENCE,
        Asn1.encode(Asn1.INTEGER, new byte[1]),
        Asn1.encode(Asn1.SEQUENCE, Asn1.encodeObject(DSA), parameters),
        Asn1.encode(Asn1.OCTET_STRING, Asn1.encode(Asn1.INTEGER, secret.toByteArray())));
  }
}
