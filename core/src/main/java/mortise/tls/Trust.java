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

/** Whose certificates are believed. */
public final class Trust {
  private static final class System {
    /** Reading all the authorities takes a tenth of a second, so it is done once and late. */
    static final X509ExtendedTrustManager MANAGER = managerOf(null);
  }

  private final X509ExtendedTrustManager manager;
  private final boolean needsHostName;

  private Trust(X509ExtendedTrustManager manager, boolean needsHostName) {
    this.manager = new Judge(manager);
    this.needsHostName = needsHostName;
  }

  /**
   * The authorities that this Java trusts: its own file, or what {@code javax.net.ssl.trustStore}
   * names.
   */
  public static Trust system() {
    return new Trust(System.MANAGER, true);
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
    return new Trust(managerOf(store(certificates)), true);
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
   * Peers by the SHA-256 of their certificate, whatever host they are reached by, whoever signed
   * it, and however old it is.
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
        Arrays.stream(fingerprints).map(Pins::normal).collect(Collectors.toUnmodifiableSet());
    return new Trust(new Pins(pins), false);
  }

  /** Whatever a manager of the JDK's kind believes. */
  public static Trust of(X509ExtendedTrustManager manager) {
    return new Trust(manager, true);
  }

  /** Everybody, unchecked: whoever is on the way can read and change what is sent. */
  public static Trust insecurelyAnybody() {
    return new Trust(new Anybody(), false);
  }

  X509ExtendedTrustManager manager() {
    return manager;
  }

  /** Whether a certificate also has to be for the host that the client means. */
  boolean needsHostName() {
    return needsHostName;
  }

  private static KeyStore store(List<X509Certificate> certificates) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate certificate : certificates) {
        store.setCertificateEntry(Integer.toString(store.size()), certificate);
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("these certificates cannot be trusted: " + e, e);
    }
  }

  private static X509ExtendedTrustManager managerOf(KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificates to trust: " + e.getMessage(), e);
    }
  }
}
