package mortise.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of certificates and keys: PEM, a single DER value, or a key store (PKCS #12, JKS). The
 * file is read once, so it may be a pipe. The password is requested at most once, and only if
 * needed.
 */
final class KeyFile {
  private static final int JKS = 0xFEEDFEED;
  private static final int JCEKS = 0xCECECECE;

  private final Path file;
  private final Supplier<char @Nullable []> password;

  /** The sections of a PEM or DER file; null for a key store. */
  private final @Nullable List<Pem> parts;

  /** The key store; null for PEM and DER. */
  private final @Nullable KeyStore store;

  private KeyFile(Path file, byte[] bytes, Supplier<char @Nullable []> password)
      throws IOException {
    this.file = file;
    this.password = once(password);
    String type = storeType(bytes);
    this.store = type == null ? null : open(bytes, type);
    this.parts = type == null ? parts(file, bytes) : null;
  }

  /**
   * Reads a file.
   *
   * @param password supplies the password, or null if there is none
   * @throws java.nio.file.FileSystemException if it cannot be read; the message names the file and
   *     the problem
   */
  static KeyFile read(Path file, Supplier<char @Nullable []> password) throws IOException {
    return new KeyFile(file, Pem.bytes(file), password);
  }

  private static Supplier<char @Nullable []> once(Supplier<char @Nullable []> password) {
    return new Supplier<>() {
      private char @Nullable [] supplied;
      private boolean requested;

      @Override
      public char @Nullable [] get() {
        if (!requested) {
          supplied = password.get();
          requested = true;
        }
        return supplied;
      }
    };
  }

  private static @Nullable String storeType(byte[] bytes) {
    if (bytes.length < Integer.BYTES) {
      return null;
    }
    return switch (ByteBuffer.wrap(bytes).getInt()) {
      case JKS -> "JKS";
      case JCEKS -> "JCEKS";
      default -> der(bytes, Asn1.INTEGER, Asn1.SEQUENCE) && !isKey(bytes) ? "PKCS12" : null;
    };
  }

  private static boolean der(byte[] bytes, int... tags) {
    try {
      return bytes.length > 0 && bytes[0] == Asn1.SEQUENCE && Asn1.parse(bytes).beginsWith(tags);
    } catch (InvalidKeyException _) {
      return false;
    }
  }

  /**
   * Whether the value is PKCS#8: its third element is the key. PKCS #12 begins with an INTEGER and
   * a SEQUENCE, too.
   */
  private static boolean isKey(byte[] der) {
    return der(der, Asn1.INTEGER, Asn1.SEQUENCE, Asn1.OCTET_STRING);
  }

  private static List<Pem> parts(Path file, byte[] bytes) throws IOException {
    String label = null;
    if (isKey(bytes)) {
      label = "PRIVATE KEY";
    } else if (der(bytes, Asn1.SEQUENCE, Asn1.OCTET_STRING)) {
      label = "ENCRYPTED PRIVATE KEY";
    } else if (der(bytes, Asn1.INTEGER, Asn1.INTEGER)) {
      label = "RSA PRIVATE KEY";
    } else if (der(bytes, Asn1.INTEGER, Asn1.OCTET_STRING)) {
      label = "EC PRIVATE KEY";
    } else if (der(bytes, Asn1.SEQUENCE, Asn1.SEQUENCE)) {
      label = "CERTIFICATE";
    }
    return label == null ? Pem.parse(file, bytes) : List.of(new Pem(label, bytes));
  }

  /** Opens a key store, first with the empty password, which also opens those without one. */
  private KeyStore open(byte[] bytes, String type) throws IOException {
    try {
      return open(bytes, type, new char[0]);
    } catch (IOException _) {
      // The store has a password.
    }
    char[] word = password.get();
    if (word == null) {
      throw Pem.fault(file, "key store is encrypted, and no password was given");
    }
    try {
      return open(bytes, type, word);
    } catch (IOException e) {
      if (e.getCause() != null && EmptyNameCertificate.isRefusal(e.getCause())) {
        throw Pem.fault(
            file,
            "key store has a certificate with an empty issuer or subject, which is supported in PEM"
                + " and DER only");
      }
      boolean wrong = e.getCause() instanceof UnrecoverableKeyException;
      throw Pem.fault(
          file,
          wrong ? wrongPassword(word) : "damaged key store (" + type + "): " + e.getMessage());
    }
  }

  private static String wrongPassword(char[] word) {
    boolean ascii = new String(word).chars().allMatch(c -> c < 0x80);
    String message = "wrong password for the key store";
    return ascii ? message : message + " (the JDK supports only ASCII passwords in some)";
  }

  private static KeyStore open(byte[] bytes, String type, char[] word) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(new ByteArrayInputStream(bytes), word);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The encoded certificates of a PEM or DER file, in order; empty for a key store. */
  List<Pem> certificateParts() {
    return parts(Pem::isCertificate);
  }

  /** The encoded keys of a PEM or DER file, in order; empty for a key store. */
  List<Pem> keyParts() {
    return parts(Pem::isKey);
  }

  private List<Pem> parts(Predicate<Pem> wanted) {
    return parts == null ? List.of() : parts.stream().filter(wanted).toList();
  }

  /** All certificates, in order. Fails if there is none. */
  List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    if (store != null) {
      certificates.addAll(KeyStores.certificates(store));
    } else {
      for (Pem part : certificateParts()) {
        certificates.add(Certificates.parse(file, part.der(), certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw Pem.fault(
          file,
          store == null
              ? "no certificate found (expected a BEGIN CERTIFICATE line)"
              : "key store has no certificate");
    }
    return certificates;
  }

  /**
   * Finds the first key that matches a certificate, and that certificate.
   *
   * @param others the file of the certificates
   */
  KeyMatch match(List<X509Certificate> certificates, Path others) throws IOException {
    List<Source> keys = keys();
    if (keys.isEmpty()) {
      throw Pem.fault(
          file,
          store == null
              ? "no private key found (expected a BEGIN PRIVATE KEY line)"
              : "key store has no private key");
    }
    InvalidKeyException fault = null;
    for (Source source : keys) {
      try {
        PrivateKey key = source.open();
        for (X509Certificate certificate : certificates) {
          if (KeyMatch.fits(key, certificate.getPublicKey())) {
            return new KeyMatch(key, certificate);
          }
        }
      } catch (InvalidKeyException e) {
        fault = fault == null ? e : fault;
      }
    }
    throw fault != null ? fault(fault) : notTheKey(certificates, others);
  }

  private IOException notTheKey(List<X509Certificate> certificates, Path others) {
    return Pem.fault(
        file,
        String.format(
            Locale.ROOT,
            "private key does not match the certificate %s in %s",
            Certificates.name(certificates.getFirst()),
            others));
  }

  private IOException fault(InvalidKeyException fault) {
    return Pem.fault(
        file,
        fault instanceof WrongPasswordException
            ? "wrong password for the private key"
            : "private key is " + fault.getMessage());
  }

  /** A key that is decoded on demand. */
  private interface Source {
    PrivateKey open() throws InvalidKeyException;
  }

  private List<Source> keys() throws IOException {
    List<Source> keys = new ArrayList<>();
    if (store == null) {
      keyParts().forEach(part -> keys.add(() -> PrivateKeys.decode(part, password)));
    } else {
      for (String alias : KeyStores.keyAliases(store)) {
        keys.add(() -> KeyStores.key(store, alias, password));
      }
    }
    return keys;
  }
}
