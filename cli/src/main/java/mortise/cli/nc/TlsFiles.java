package mortise.cli.nc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mortise.process.Access;
import mortise.process.PlainDescriptor;
import mortise.process.RawMode;
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

  private static final Path TERMINAL = Path.of("/dev/tty");

  /** What a terminal that waits for whole lines gives at once at the most, termios(3). */
  private static final int LONGEST_LINE = 4096;

  private TlsFiles() {}

  /**
   * Who one is to the peer.
   *
   * @throws IOException names the file and what is wrong with it
   */
  static Identity identity(Path certificate, Path key) throws IOException {
    Path secret = key == null ? certificate : key;
    String text = NamedFile.text(secret);
    Supplier<char[]> password = () -> password(secret);
    if (!OldKeys.isIn(text)) {
      if (!text.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
        return Identity.ofPem(certificate, secret);
      }
      char[] told = password.get();
      if (told == null) {
        throw OldKeys.encrypted(secret);
      }
      return Identity.ofPem(certificate, secret, told);
    }
    PrivateKey opened = OldKeys.read(secret, password);
    try {
      return Identity.of(opened, certificates(certificate));
    } catch (IllegalArgumentException e) {
      throw new FileSystemException(secret.toString(), null, e.getMessage());
    }
  }

  /**
   * Asked on the terminal, as OpenSSL does, whatever standard input and output are; null where
   * there is none.
   */
  private static char[] password(Path file) {
    try (PlainDescriptor terminal = PlainDescriptor.open(TERMINAL, Access.READ_WRITE);
        RawMode _ = RawMode.withoutEcho(terminal)) {
      terminal.write(("Password of " + file + ": ").getBytes(StandardCharsets.UTF_8));
      byte[] line = new byte[LONGEST_LINE];
      int count = Math.max(0, terminal.read(line));
      int end = count > 0 && line[count - 1] == '\n' ? count - 1 : count;
      return new String(line, 0, end, StandardCharsets.UTF_8).toCharArray();
    } catch (IOException _) {
      return null;
    }
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    String pem = NamedFile.text(file);
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
