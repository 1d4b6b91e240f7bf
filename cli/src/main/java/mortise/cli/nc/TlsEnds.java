package mortise.cli.nc;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import mortise.tls.Identity;
import mortise.tls.TlsClient;
import mortise.tls.TlsServer;
import mortise.tls.Trust;

/** The two ends of TLS as ncat's options have them. */
final class TlsEnds {
  private TlsEnds() {}

  /**
   * A client. It trusts everybody unless told to verify, as ncat's does.
   *
   * @throws IOException when a file cannot be read, or says something wrong
   * @throws IllegalArgumentException for ciphers and versions that there are not
   */
  static TlsClient client(TlsChoice choice) throws IOException {
    boolean verify = choice.verify() || choice.trustFile() != null;
    TlsClient client =
        TlsClient.of(verify ? TlsFiles.trust(choice.trustFile()) : Trust.insecurelyAnybody());
    if (choice.certificate() != null) {
      client = client.identity(TlsFiles.identity(choice.certificate(), choice.key()));
    }
    if (choice.ciphers() != null) {
      client = client.cipherSuites(ciphers(choice).toArray(String[]::new));
    }
    if (!choice.applications().isEmpty()) {
      client = client.applications(choice.applications().toArray(String[]::new));
    }
    return choice.versions().isEmpty()
        ? client
        : client.versions(choice.versions().toArray(String[]::new));
  }

  /**
   * A listener's end. Without a certificate it gets a temporary one, of which the notes tell.
   *
   * @param host what a temporary certificate is for
   * @param told what is told in any case
   * @param notes what is told to who wants to know more
   */
  static TlsServer server(
      TlsChoice choice, String host, Consumer<String> told, Consumer<String> notes)
      throws IOException {
    List<String> ciphers = choice.ciphers() == null ? List.of() : ciphers(choice);
    Identity identity =
        choice.certificate() != null
            ? TlsFiles.identity(choice.certificate(), choice.key())
            : temporary(ciphers, host, told, notes);
    TlsServer server = TlsServer.of(identity);
    if (choice.verify() || choice.trustFile() != null) {
      server = server.requireClientCertificates(TlsFiles.trust(choice.trustFile()));
    }
    if (!ciphers.isEmpty()) {
      server = server.cipherSuites(ciphers.toArray(String[]::new));
    }
    if (!choice.applications().isEmpty()) {
      server = server.applications(choice.applications().toArray(String[]::new));
    }
    return choice.versions().isEmpty()
        ? server
        : server.versions(choice.versions().toArray(String[]::new));
  }

  private static Identity temporary(
      List<String> ciphers, String host, Consumer<String> told, Consumer<String> notes) {
    boolean onlyRsa = !ciphers.isEmpty() && ciphers.stream().noneMatch(s -> s.contains("ECDSA"));
    TemporaryIdentity.Kind kind =
        onlyRsa ? TemporaryIdentity.Kind.RSA : TemporaryIdentity.Kind.P256;
    notes.accept(
        "Generating a temporary %s key. Use --ssl-key and --ssl-cert to use a permanent one."
            .formatted(kind.text));
    Identity identity = TemporaryIdentity.of(kind, host);
    notes.accept("SHA-1 fingerprint: " + Fingerprint.sha1(identity.chain().getFirst()));
    told.accept("SHA-256 fingerprint: " + Fingerprint.sha256(identity.chain().getFirst()));
    return identity;
  }

  private static List<String> ciphers(TlsChoice choice) {
    try {
      return CipherList.choose(
          choice.ciphers(), SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has TLS", e);
    }
  }
}
