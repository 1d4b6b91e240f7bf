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
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The identity of a server or client: a private key, and its certificate chain. That both belong
 * together and are valid today is checked when it is made.
 */
public final class Identity {
  /** What it is made of where that is bytes; null where it is objects. */
  private final EncodedIdentity encoded;

  /** Null until it is asked for. Guarded by this for writing. */
  private volatile Decoded decoded;

  /** The objects of the JDK's kind. */
  private record Decoded(PrivateKey key, List<X509Certificate> chain) {}

  private Identity(PrivateKey key, List<X509Certificate> chain) {
    this.encoded = null;
    this.decoded = new Decoded(key, List.copyOf(chain));
  }

  /** An identity that libcrypto has read and checked, or made. */
  Identity(EncodedIdentity encoded) {
    this.encoded = encoded;
  }

  /**
   * Reads files with the certificates and the key; {@link #ofFiles} with a key in the clear.
   *
   * @throws java.nio.file.FileSystemException when one cannot be read, the certificate is not valid
   *     today, or the key is not the certificate's; names the file and what is wrong with it
   */
  public static Identity ofPem(Path chain, Path key) throws IOException {
    return ofFiles(chain, key, () -> null);
  }

  /** Reads files, with the password of an encrypted key; null where it is in the clear. */
  public static Identity ofPem(Path chain, Path key, char[] password) throws IOException {
    return ofFiles(chain, key, () -> password);
  }

  /**
   * Reads files with the certificates and the key, which may be one.
   *
   * <p>A file is PEM, one value in DER, or a key store (PKCS #12, JKS). PEM may have certificates,
   * keys and other parts in any order: of the keys the first counts that belongs to one of the
   * certificates, which goes first, with the others behind it. Keys are those of RSA, RSA-PSS, EC
   * (P-256, P-384, P-521), EdDSA and DSA, in PKCS#8, PKCS#1 and SEC1, in the clear or encrypted by
   * PBES2 (AES, 3DES; PBKDF2, scrypt), PBES1, PKCS #12, or in the way of RFC 1421.
   *
   * @param password asked at most once for each file, and only where something is encrypted; gives
   *     null where there is none
   * @throws java.nio.file.FileSystemException when one cannot be read, the certificate is not valid
   *     today, or no key is a certificate's; names the file and what is wrong with it
   */
  public static Identity ofFiles(Path chain, Path key, Supplier<char[]> password)
      throws IOException {
    KeyFile chainFile = KeyFile.read(chain, password);
    KeyFile keyFile = key.equals(chain) ? chainFile : KeyFile.read(key, password);
    EncodedIdentity encoded = EncodedIdentity.of(chainFile, keyFile);
    if (encoded != null) {
      return new Identity(encoded);
    }
    List<X509Certificate> certificates = chainFile.certificates();
    KeyMatch match = keyFile.match(certificates, chain);
    Optional<String> age = Certificates.ageFault(match.certificate());
    if (age.isPresent()) {
      throw Pem.fault(chain, age.get());
    }
    return new Identity(match.key(), match.chain(certificates));
  }

  /**
   * The one private key of a key store, with its certificates.
   *
   * @param password of the key, null for none
   * @throws IllegalArgumentException when the store is not loaded or has no key or several, the
   *     password does not open the key, or the certificate is not valid today
   */
  public static Identity of(KeyStore store, char[] password) {
    List<String> aliases = KeyStores.keyAliases(store);
    if (aliases.size() != 1) {
      throw new IllegalArgumentException(
          "expected a key store with one private key but it has " + aliases);
    }
    return of(store, aliases.getFirst(), password);
  }

  /**
   * A private key of a key store, with its certificates.
   *
   * @param password of the key, null for none
   * @throws IllegalArgumentException when the store is not loaded or has no such key, the password
   *     does not open it, or the certificate is not valid today
   */
  public static Identity of(KeyStore store, String alias, char[] password) {
    // Names of some stores are the same in upper and lower case.
    if (KeyStores.keyAliases(store).stream().noneMatch(alias::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a private key out of %s but was \"%s\"",
              KeyStores.keyAliases(store),
              alias));
    }
    try {
      return of(KeyStores.key(store, alias, () -> password), KeyStores.chain(store, alias));
    } catch (WrongPasswordException e) {
      throw new IllegalArgumentException("the password does not open the key '" + alias + "'", e);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the key '" + alias + "' is " + e.getMessage(), e);
    }
  }

  /**
   * An identity out of objects, whatever they were read from; the key may be one of a device.
   *
   * @throws IllegalArgumentException when the chain is empty, its first certificate is not valid
   *     today, or the key is not that certificate's
   */
  public static Identity of(PrivateKey key, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity needs a certificate, the chain is empty");
    }
    Certificates.ageFault(chain.getFirst())
        .ifPresent(fault -> {
          throw new IllegalArgumentException(fault);
        });
    if (!KeyMatch.fits(key, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          "the key is not that of the certificate for " + Certificates.name(chain.getFirst()));
    }
    return new Identity(key, chain);
  }

  /** The JDK's object. */
  PrivateKey key() {
    return decoded().key;
  }

  /** The name that the JDK has for the kind of key. */
  String keyAlgorithm() {
    return encoded == null ? decoded.key.getAlgorithm() : encoded.key().algorithm();
  }

  /** PKCS#8, a copy; null where the key does not leave its device. */
  byte[] encodedKey() {
    return encoded == null ? decoded.key.getEncoded() : encoded.key().der().clone();
  }

  /**
   * Its own certificate first.
   *
   * @throws IllegalStateException when the JDK cannot read what OpenSSL has read
   */
  public List<X509Certificate> chain() {
    return decoded().chain;
  }

  /** The certificates in DER, its own first. */
  List<byte[]> encodedChain() {
    return encoded == null
        ? decoded.chain.stream().map(Certificates::encoded).toList()
        : encoded.chain();
  }

  /**
   * The certificates and the key, which is in the clear, as {@link #ofPem} reads them.
   *
   * @throws IllegalStateException when the key does not leave its device
   */
  public String pem() {
    byte[] key = encodedKey();
    if (key == null) {
      throw new IllegalStateException("the key of " + this + " does not leave its device");
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
        known = decoded == null ? decode(encoded) : decoded;
        decoded = known;
      }
    }
    return known;
  }

  private static Decoded decode(EncodedIdentity encoded) {
    try {
      return new Decoded(encoded.key().decode(), List.copyOf(OpensslPeer.parse(encoded.chain())));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the JDK cannot read the key: it is " + e.getMessage(), e);
    } catch (CertificateException e) {
      throw new IllegalStateException("the JDK cannot read the chain: " + e.getMessage(), e);
    }
  }

  /** The host names of the certificate. */
  List<String> hosts() {
    return Certificates.hosts(chain().getFirst());
  }

  boolean covers(HostName host) {
    return host.isIn(chain().getFirst());
  }

  /** The subject of the certificate, and nothing of the key. */
  @Override
  public String toString() {
    return "Identity[" + Certificates.name(chain().getFirst()) + "]";
  }
}
