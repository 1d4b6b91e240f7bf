package mortise.cli.nc;

import java.io.ByteArrayInputStream;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mortise.tls.Identity;
import mortise.tls.Trust;

/** Identities and authorities out of the PEM files that ncat's options name. */
final class TlsFiles {
  /** Where systems keep the authorities that they trust. */
  private static final List<String> BUNDLES =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/ca-bundle.pem",
          "/etc/ssl/cert.pem");

  private TlsFiles() {}

  /**
   * Who one is to the peer.
   *
   * @throws IOException names the file and what is wrong with it
   */
  static Identity identity(Path certificate, Path key) throws IOException {
    Path secret = key == null ? certificate : key;
    String text = text(secret);
    Supplier<char[]> password = () -> password(secret);
    if (!OldKeys.isIn(text)) {
      boolean encrypted = text.contains("BEGIN ENCRYPTED PRIVATE KEY");
      return Identity.ofPem(certificate, secret, encrypted ? password.get() : null);
    }
    PrivateKey opened = OldKeys.read(secret, password);
    try {
      return Identity.of(opened, certificates(certificate));
    } catch (IllegalArgumentException e) {
      throw new FileSystemException(secret.toString(), null, e.getMessage());
    }
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw (IOException)
          new NoSuchFileException(file.toString(), null, "no such file").initCause(e);
    }
  }

  /** Asked on the terminal, as OpenSSL does; null where there is none. */
  private static char[] password(Path file) {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? console.readPassword("Password of %s: ", file)
        : null;
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    String pem = text(file);
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (int begin = next(pem, 0); begin >= 0; begin = next(pem, begin + 1)) {
        byte[] rest = pem.substring(begin).getBytes(StandardCharsets.ISO_8859_1);
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(rest)));
      }
    } catch (CertificateException e) {
      throw new FileSystemException(file.toString(), null, "a certificate in it is damaged");
    }
    if (certificates.isEmpty()) {
      throw new FileSystemException(file.toString(), null, "has no certificate");
    }
    return certificates;
  }

  private static int next(String pem, int from) {
    return pem.indexOf("-----BEGIN CERTIFICATE-----", from);
  }

  /**
   * Whom to trust.
   *
   * @param file null for the authorities of the system: those of SSL_CERT_FILE, or else the
   *     system's bundle, or else those of this Java
   */
  static Trust trust(Path file) throws IOException {
    if (file != null) {
      return Trust.ofPem(file);
    }
    String told = System.getenv("SSL_CERT_FILE");
    Stream<Path> bundles =
        told != null && !told.isEmpty()
            ? Stream.of(Path.of(told))
            : BUNDLES.stream().map(Path::of).filter(Files::isReadable);
    Path bundle = bundles.findFirst().orElse(null);
    return bundle == null ? Trust.system() : Trust.ofPem(bundle);
  }
}
