package mortise.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a server or client: a private key and its certificate chain. The factory methods
 * check that the key matches the certificate and that the certificate is valid now. Immutable.
 */
public final class Identity {
  /** The encoded form; null if the identity was created from JDK objects. */
  private final @Nullable EncodedIdentity encoded;

  /** Created on first use; null before. Guarded by this for writing. */
  private volatile @Nullable Decoded decoded;

  /** The key and certificates as JDK objects. */
  private record Decoded(PrivateKey key, List<X509Certificate> chain) {}

  private Identity(PrivateKey key, List<X509Certificate> chain) {
    this.encoded = null;
    this.decoded = new Decoded(key, List.copyOf(chain));
  }

  /** Creates an identity that libcrypto has parsed and checked, or generated. */
  Identity(EncodedIdentity encoded) {
    this.encoded = encoded;
  }

  /**
   * Reads the certificate chain and an unencrypted key from files in the formats of {@link
   * #ofFiles}.
   *
   * @throws java.nio.file.FileSystemException if a file cannot be read, the certificate is not
   *     valid now, or the key does not match the certificate; the message names the file and the
   *     problem
   */
  public static Identity ofPem(Path chain, Path key) throws IOException {
    return ofFiles(chain, key, () -> null);
  }

  /**
   * Reads the certificate chain and a key from files in the formats of {@link #ofFiles}, with the
   * password of the key or null.
   */
  public static Identity ofPem(Path chain, Path key, char @Nullable [] password)
      throws IOException {
    return ofFiles(chain, key, () -> password);
  }

  /**
   * Reads the certificate chain and the key from files, which may be the same file.
   *
   * <p>Formats are PEM, a single DER value, and key stores (PKCS #12, JKS). A PEM file may contain
   * certificates, keys and other sections in any order: the first key that matches a certificate is
   * used, and that certificate becomes the first of the chain. Key types are RSA, RSA-PSS, EC
   * (P-256, P-384, P-521), EdDSA and DSA, in PKCS#8, PKCS#1 and SEC1, unencrypted or encrypted by
   * PBES2 (AES, 3DES; PBKDF2, scrypt), PBES1, PKCS #12, or RFC 1421.
   *
   * @param password supplies the password, or null if there is none; called at most once per file,
   *     and only if something is encrypted
   * @throws java.nio.file.FileSystemException if a file cannot be read, the certificate is not
   *     valid now, or no key matches a certificate; the message names the file and the problem
   */
  public static Identity ofFiles(Path chain, Path key, Supplier<char @Nullable []> password)
      throws IOException {
    KeyFile chainFile = KeyFile.read(chain, password);
    KeyFile keyFile = key.equals(chain) ? chainFile : KeyFile.read(key, password);
    EncodedIdentity encoded = EncodedIdentity.of(chainFile, keyFile);
    if (encoded != null) {
      return new Identity(encoded);
    }
    List<X509Certificate> certificates = chainFile.certificates();
    KeyMatch match = keyFile.match(certificates, chain);
    Optional<String> error = Certificates.validityError(match.certificate());
    if (error.isPresent()) {
      throw Pem.fault(chain, "certificate " + error.get());
    }
    return new Identity(match.key(), match.chain(certificates));
  }

  /**
   * Creates an identity from the only private key of a key store and its certificates.
   *
   * @param password the password of the key, or null
   * @throws IllegalArgumentException if the store is not loaded or does not have exactly one key,
   *     the password is wrong, or the certificate is not valid now
   */
  public static Identity of(KeyStore store, char @Nullable [] password) {
    List<String> aliases = KeyStores.keyAliases(store);
    if (aliases.size() != 1) {
      throw new IllegalArgumentException(
          "expected a key store with one private key but was " + aliases);
    }
    return of(store, aliases.getFirst(), password);
  }

  /**
   * Creates an identity from a private key of a key store and its certificates.
   *
   * @param password the password of the key, or null
   * @throws IllegalArgumentException if the store is not loaded or has no such key, the password is
   *     wrong, or the certificate is not valid now
   */
  public static Identity of(KeyStore store, String alias, char @Nullable [] password) {
    // Some stores have case-insensitive aliases.
    if (KeyStores.keyAliases(store).stream().noneMatch(alias::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no private key '%s' in the key store (expected one of %s)",
              alias,
              KeyStores.keyAliases(store)));
    }
    try {
      return of(KeyStores.key(store, alias, () -> password), KeyStores.chain(store, alias));
    } catch (WrongPasswordException e) {
      throw new IllegalArgumentException("wrong password for the key '" + alias + "'", e);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the key '" + alias + "' is " + e.getMessage(), e);
    }
  }

  /**
   * Creates an identity from JDK objects. The key may be one that cannot be exported, such as that
   * of a smart card.
   *
   * @throws IllegalArgumentException if the chain is empty, its first certificate is not valid now,
   *     or the key does not match it
   */
  public static Identity of(PrivateKey key, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a chain of at least one certificate but was empty");
    }
    Certificates.validityError(chain.getFirst())
        .ifPresent(error -> {
          throw new IllegalArgumentException("certificate " + error);
        });
    if (!KeyMatch.fits(key, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          "the private key does not match the certificate " + Certificates.name(chain.getFirst()));
    }
    return new Identity(key, chain);
  }

  /** The private key as a JDK object. */
  PrivateKey key() {
    return decoded().key;
  }

  /** The JDK's name of the key's algorithm. */
  String keyAlgorithm() {
    return encoded == null ? decoded().key.getAlgorithm() : encoded.key().algorithm();
  }

  /** A copy of the key in PKCS#8; null if it cannot be exported. */
  byte @Nullable [] encodedKey() {
    return encoded == null ? decoded().key.getEncoded() : encoded.key().der().clone();
  }

  /**
   * The certificate chain, the identity's own certificate first.
   *
   * @throws IllegalStateException if the JDK cannot parse a certificate or key that OpenSSL accepts
   */
  public List<X509Certificate> chain() {
    return decoded().chain;
  }

  /** The certificate chain in DER, the identity's own certificate first. */
  List<byte[]> encodedChain() {
    return encoded == null
        ? decoded().chain.stream().map(Certificates::encoded).toList()
        : encoded.chain();
  }

  /**
   * Encodes the certificates and the unencrypted key as PEM, which {@link #ofPem} reads.
   *
   * @throws IllegalStateException if the key cannot be exported
   */
  public String pem() {
    byte[] key = encodedKey();
    if (key == null) {
      throw new IllegalStateException("the private key of " + this + " cannot be exported");
    }
    StringBuilder pem = new StringBuilder();
    for (byte[] certificate : encodedChain()) {
      pem.append(new Pem("CERTIFICATE", certificate).encode());
    }
    return pem.append(new Pem("PRIVATE KEY", key).encode()).toString();
  }

  private Decoded decoded() {
    Decoded known = decoded;
    if (known == null) {
      synchronized (this) {
        known = decoded == null ? decode(Objects.requireNonNull(encoded, "encoded")) : decoded;
        decoded = known;
      }
    }
    return known;
  }

  private static Decoded decode(EncodedIdentity encoded) {
    try {
      return new Decoded(encoded.key().decode(), List.copyOf(OpensslPeer.parse(encoded.chain())));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the JDK cannot parse the key: it is " + e.getMessage(), e);
    } catch (CertificateException e) {
      throw new IllegalStateException("the JDK cannot parse the chain: " + e.getMessage(), e);
    }
  }

  /** The dNSNames of the certificate. */
  List<String> hosts() {
    return Certificates.hosts(chain().getFirst());
  }

  boolean covers(HostName host) {
    return host.isIn(chain().getFirst());
  }

  /** The subject of the certificate; no key material. */
  @Override
  public String toString() {
    return "Identity[" + Certificates.name(chain().getFirst()) + "]";
  }
}
