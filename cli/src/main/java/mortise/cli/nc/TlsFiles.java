package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mortise.cli.tls.KeyPassword;
import mortise.net.ByteText;
import mortise.process.Environment;
import mortise.tls.Identity;
import mortise.tls.Trust;

/** Identities and authorities out of the files that ncat's options name. */
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
   * The local identity.
   *
   * @throws IOException names the file and what is wrong with it
   */
  static Identity identity(Path certificate, Path key) throws IOException {
    Path secret = key == null ? certificate : key;
    return Identity.ofFiles(certificate, secret, KeyPassword.of(secret));
  }

  /**
   * The trusted CAs; as in ncat, a common name counts if there is no other name.
   *
   * @param file null for the authorities of the system: those of SSL_CERT_FILE, or else the
   *     system's bundle, or else those of this Java
   */
  static Trust trust(Path file) throws IOException {
    return read(file).withCommonNames();
  }

  private static Trust read(Path file) throws IOException {
    if (file != null) {
      return Trust.ofFiles(KeyPassword.of(file), file);
    }
    String told = Environment.variable("SSL_CERT_FILE").orElse("");
    Stream<Path> bundles =
        !told.isEmpty()
            ? Stream.of(ByteText.path(told))
            : BUNDLES.stream().map(Path::of).filter(Files::isReadable);
    Path bundle = bundles.findFirst().orElse(null);
    return bundle == null ? Trust.system() : Trust.ofPem(bundle);
  }
}
