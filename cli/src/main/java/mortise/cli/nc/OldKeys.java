package mortise.cli.nc;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.function.Supplier;
import org.bouncycastle.openssl.EncryptionException;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Private keys as OpenSSL wrote them before version 1.0: PKCS#1 and SEC1, in the clear or encrypted
 * as of RFC 1421. The library has PKCS#8.
 */
final class OldKeys {
  private OldKeys() {}

  /** Whether the text of a PEM file has a key of these kinds. */
  static boolean isIn(String pem) {
    return pem.contains("BEGIN RSA PRIVATE KEY")
        || pem.contains("BEGIN EC PRIVATE KEY")
        || pem.contains("BEGIN DSA PRIVATE KEY");
  }

  /**
   * The first private key of a file.
   *
   * @param password asked when the key is encrypted; null where nobody can tell
   */
  static PrivateKey read(Path file, Supplier<char[]> password) throws IOException {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        PEMParser parser = new PEMParser(text)) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        switch (part) {
          case PEMKeyPair pair -> {
            return key(pair);
          }
          case PEMEncryptedKeyPair pair -> {
            return key(decrypt(file, pair, password.get()));
          }
          default -> {} // parameters of a curve, a certificate
        }
      }
      throw fault(file, "has no private key");
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw fault(file, "its private key is damaged: " + e.getMessage());
    }
  }

  private static PEMKeyPair decrypt(Path file, PEMEncryptedKeyPair pair, char[] password)
      throws IOException {
    if (password == null) {
      throw encrypted(file);
    }
    try {
      return pair.decryptKeyPair(new BcPEMDecryptorProvider(password));
    } catch (EncryptionException | IllegalArgumentException e) {
      throw fault(file, "the password does not open its private key");
    }
  }

  private static PrivateKey key(PEMKeyPair pair) throws IOException {
    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
  }

  /** Nobody can tell the password of a key. */
  static FileSystemException encrypted(Path file) {
    return fault(file, "its private key is encrypted, and nobody is there to tell the password");
  }

  private static FileSystemException fault(Path file, String words) {
    return new FileSystemException(file.toString(), null, words);
  }
}
