package mortise.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The trusted certificates of a client or server, and what is verified. Immutable.
 *
 * <p>A peer's certificate must be trusted itself or have a path to a trusted certificate. All
 * certificates of the path must be valid now, including the trusted one. A server's certificate
 * must match the host by its dNSNames or iPAddresses (RFC 9525); a wildcard must be the complete
 * first label, with at least two labels after it. {@link #pinned} and {@link #insecureTrustAll}
 * check less.
 */
public final class Trust {
  private static final class System {
    /** Loading all CAs takes 100 ms, so it happens once and lazily. */
    static final Verification VERIFICATION = new Verification(managerOf(null), true, true, false);
  }

  private final Verification verification;

  private Trust(Verification verification) {
    this.verification = verification;
  }

  /** Full verification: path, dates and host name. */
  private static Trust whole(X509ExtendedTrustManager manager) {
    return new Trust(new Verification(manager, true, true, false));
  }

  /** Verification of the peer's own certificate only. */
  private static Trust part(LeafTrust manager) {
    return new Trust(new Verification(manager, false, false, false));
  }

  /**
   * Trusts the JDK's default CAs: those of its cacerts file, or of the file that {@code
   * javax.net.ssl.trustStore} names.
   */
  public static Trust system() {
    return new Trust(System.VERIFICATION);
  }

  /**
   * Trusts the certificates of files, of CAs or of single peers. Formats are PEM, a DER
   * certificate, and key stores without a password.
   *
   * @throws java.nio.file.FileSystemException if a file cannot be read or has no certificate; the
   *     message names the file
   */
  public static Trust ofPem(Path... files) throws IOException {
    return ofFiles(() -> null, files);
  }

  /**
   * Trusts the certificates of files, including key stores with a password.
   *
   * @param password supplies the password if needed, or null if there is none
   * @throws java.nio.file.FileSystemException if a file cannot be read or has no certificate; the
   *     message names the file
   */
  public static Trust ofFiles(Supplier<char @Nullable []> password, Path... files)
      throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path file : files) {
      certificates.addAll(KeyFile.read(file, password).certificates());
    }
    return of(certificates);
  }

  /**
   * Trusts certificates of CAs or of single peers.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Trust of(List<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("expected at least one trusted certificate");
    }
    return whole(managerOf(store(certificates)));
  }

  /**
   * Trusts the certificates of a loaded key store: its trusted certificate entries and the chains
   * of its keys.
   *
   * @throws IllegalArgumentException if it is not loaded or has no certificate
   */
  public static Trust of(KeyStore store) {
    return of(KeyStores.certificates(store));
  }

  /**
   * Trusts peers by the SHA-256 fingerprint of their certificate (certificate pinning). Neither
   * host, issuer nor dates are checked.
   *
   * @param fingerprints 64 hexadecimal digits each, with or without colons, as {@code openssl x509
   *     -fingerprint -sha256} prints them
   * @throws IllegalArgumentException if a fingerprint is invalid or there is none
   */
  public static Trust pinned(String... fingerprints) {
    if (fingerprints.length == 0) {
      throw new IllegalArgumentException("expected at least one fingerprint");
    }
    Set<String> pins =
        Arrays.stream(fingerprints)
            .map(CertificatePins::normal)
            .collect(Collectors.toUnmodifiableSet());
    return part(new CertificatePins(pins));
  }

  /** Trusts what a JDK trust manager accepts; dates and the host name are checked in addition. */
  public static Trust of(X509ExtendedTrustManager manager) {
    return whole(manager);
  }

  /**
   * Accepts any certificate without verification: a man in the middle can read and modify the data.
   */
  public static Trust insecureTrustAll() {
    return part(new TrustAll());
  }

  /**
   * Returns a copy that also matches the host with the subject's common name if the certificate has
   * no dNSName (RFC 6125, section 6.4.4). ncat and older programs do so; RFC 9525 removed it.
   */
  public Trust withCommonNames() {
    return new Trust(verification.withCommonNames());
  }

  Verification verification() {
    return verification;
  }

  X509ExtendedTrustManager manager() {
    return new RecordingTrustManager(verification);
  }

  static KeyStore store(List<X509Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate[] all = certificates.toArray(X509Certificate[]::new);
      for (X509Certificate certificate : EmptyNameCertificate.forValidation(all)) {
        store.setCertificateEntry(Integer.toString(store.size()), certificate);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("cannot create a trust store: " + e, e);
    }
  }

  static X509ExtendedTrustManager managerOf(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new PkixTrustManager((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot load the trusted certificates: " + e.getMessage(), e);
    }
  }
}
