package mortise.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys out of PEM files: PKCS#8 (RFC 5208), in the clear or with a password. */
final class PrivateKeys {
  /** PKCS#8 names the algorithm by an OID which the JDK does not show; so all are tried. */
  private static final List<String> ALGORITHMS =
      List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA", "ML-DSA");

  private PrivateKeys() {}

  /**
   * The first private key of a file.
   *
   * @param password null where the key is in the clear
   */
  static PrivateKey read(Path file, char[] password) throws IOException {
    for (Pem part : Pem.read(file)) {
      if (part.label().endsWith("PRIVATE KEY")) {
        return ofPart(file, part, password);
      }
    }
    throw Pem.fault(file, "has no private key: expected a part BEGIN PRIVATE KEY");
  }

  private static PrivateKey ofPart(Path file, Pem part, char[] password) throws IOException {
    return switch (part.label()) {
      case "PRIVATE KEY" -> ofSpec(file, new PKCS8EncodedKeySpec(part.der()));
      case "ENCRYPTED PRIVATE KEY" -> {
        if (password == null) {
          throw Pem.fault(file, "its private key is encrypted, and no password was given");
        }
        yield ofSpec(file, decrypt(file, part.der(), password));
      }
      default ->
          throw Pem.fault(
              file,
              String.format(
                  Locale.ROOT,
                  "its key is a %s, expected PKCS#8: convert it with openssl pkcs8 -topk8 -in %s",
                  part.label(),
                  file));
    };
  }

  private static PrivateKey ofSpec(Path file, KeySpec spec) throws IOException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException _) {
        // Not of this algorithm.
      }
    }
    throw Pem.fault(
        file, "its private key is damaged, or none of " + String.join(", ", ALGORITHMS));
  }

  private static KeySpec decrypt(Path file, byte[] der, char[] password) throws IOException {
    EncryptedPrivateKeyInfo encrypted;
    try {
      encrypted = new EncryptedPrivateKeyInfo(der);
    } catch (IOException e) {
      throw Pem.fault(file, "its encrypted private key is damaged");
    }
    AlgorithmParameters parameters = encrypted.getAlgParameters();
    // PBES2 has its real name, such as PBEWithHmacSHA256AndAES_256, in the parameters alone.
    String name =
        encrypted.getAlgName().startsWith("PBEWith") ? encrypted.getAlgName() : "" + parameters;
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      SecretKey key = SecretKeyFactory.getInstance(name).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return encrypted.getKeySpec(cipher);
    } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
      throw Pem.fault(file, "its private key is encrypted in a way that this JDK lacks: " + name);
    } catch (GeneralSecurityException e) {
      throw Pem.fault(file, "the password does not open its private key");
    } finally {
      spec.clearPassword();
    }
  }
}
