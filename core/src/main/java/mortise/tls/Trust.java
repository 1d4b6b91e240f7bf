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

/**
 * The certificates that are trusted.
 *
 * <p>A certificate must lead to one that is trusted, or be it. All of its chain must be valid now,
 * the trusted one included, and a server's must be for the host that the client means: its dNSNames
 * and iPAddresses are compared (RFC 9525), where a star stands for one whole first label in front
 * of two others at least. {@link #pinned} and {@link #insecureTrustAll} check less.
 */
public final class Trust {
  private static final class System {
    /** Reading all the authorities takes a tenth of a second, so it is done once and late. */
    static final Verification VERIFICATION = new Verification(managerOf(null), true, true, false);
  }

  private final Verification verification;

  private Trust(Verification verification) {
    this.verification = verification;
  }

  /** All that there is to check: a way to a trusted certificate, dates, and the host. */
  private static Trust whole(X509ExtendedTrustManager manager) {
    return new Trust(new Verification(manager, true, true, false));
  }

  /** What looks at the peer's own certificate alone. */
  private static Trust part(LeafTrust manager) {
    return new Trust(new Verification(manager, false, false, false));
  }

  /**
   * The authorities that this Java trusts: its own file, or what {@code javax.net.ssl.trustStore}
   * names.
   */
  public static Trust system() {
    return new Trust(System.VERIFICATION);
  }

  /**
   * The certificates of files: authorities, or single peers. A file is PEM, a certificate in DER,
   * or a key store without a password.
   *
   * @throws java.nio.file.FileSystemException when one cannot be read; names the file
   */
  public static Trust ofPem(Path... files) throws IOException {
    return ofFiles(() -> null, files);
  }

  /**
   * The certificates of files, of which key stores may have a password.
   *
   * @param password asked where it is needed; gives null where there is none
   * @throws java.nio.file.FileSystemException when one cannot be read; names the file
   */
  public static Trust ofFiles(Supplier<char[]> password, Path... files) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path file : files) {
      certificates.addAll(KeyFile.read(file, password).certificates());
    }
    return of(certificates);
  }

  /**
   * These certificates: authorities, or single peers.
   *
   * @throws IllegalArgumentException when there are none
   */
  public static Trust of(List<X509Certificate> certificates) {
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("trust in no certificate at all trusts nobody");
    }
    return whole(managerOf(store(certificates)));
  }

  /**
   * The certificates of a key store, which has been loaded: those that stand alone, and those of
   * its keys.
   *
   * @throws IllegalArgumentException when it is not loaded or there are none
   */
  public static Trust of(KeyStore store) {
    return of(KeyStores.certificates(store));
  }

  /**
   * Peers by the SHA-256 of their certificate. Nothing else of it is checked: neither the host, nor
   * the issuer, nor the dates.
   *
   * @param fingerprints 64 hexadecimal digits each, with or without colons, as {@code openssl x509
   *     -fingerprint -sha256} prints them
   * @throws IllegalArgumentException when one has another form, or there is none
   */
  public static Trust pinned(String... fingerprints) {
    if (fingerprints.length == 0) {
      throw new IllegalArgumentException("trust in no fingerprint at all trusts nobody");
    }
    Set<String> pins =
        Arrays.stream(fingerprints)
            .map(CertificatePins::normal)
            .collect(Collectors.toUnmodifiableSet());
    return part(new CertificatePins(pins));
  }

  /** Whatever a manager of the JDK's kind believes; dates and the host are checked here. */
  public static Trust of(X509ExtendedTrustManager manager) {
    return whole(manager);
  }

  /** Accepts any certificate: a man in the middle can read and change the data. */
  public static Trust insecureTrustAll() {
    return part(new TrustAll());
  }

  /**
   * A copy of this trust in which the common name of a certificate's subject counts as a host's
   * name if the certificate has no dNSName. ncat and older programs do so (RFC 6125, section
   * 6.4.4); newer ones do not, nor does this library otherwise (RFC 9525).
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
      throw new IllegalArgumentException("these certificates cannot be trusted: " + e, e);
    }
  }

  static X509ExtendedTrustManager managerOf(KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new PkixTrustManager((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificates to trust: " + e.getMessage(), e);
    }
  }
}
