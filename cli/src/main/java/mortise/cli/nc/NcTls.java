package mortise.cli.nc;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import mortise.cli.nc.NcSettings.Tls;
import mortise.cli.tls.TlsSetup;
import mortise.net.ByteText;
import mortise.tls.Fingerprint;
import mortise.tls.Identity;
import mortise.tls.SelfSigned;
import mortise.tls.TlsClient;
import mortise.tls.TlsServer;
import mortise.tls.Trust;

/** The two ends of TLS as ncat's options have them. */
final class NcTls {
  private static final List<String> VERSIONS = List.of("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  /** The oldest that is talked, in this list. */
  private static final int OLDEST = 2;

  private NcTls() {}

  /**
   * A client. It accepts any certificate without a verify option, as ncat does.
   *
   * @throws IOException when a file cannot be read or is invalid
   * @throws UsageException for ciphers and versions that there are not
   */
  static TlsClient client(Tls tls, boolean isStream) throws IOException {
    return refusing(() -> {
      TlsClient client = client(tls);
      if (isStream) {
        client.engine();
      }
      return client;
    });
  }

  private static <T> T refusing(TlsSetup.Setup<T> setup) throws IOException {
    try {
      return TlsSetup.of(setup);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static TlsClient client(Tls tls) throws IOException {
    Trust trust = tls.verifies() ? TlsFiles.trust(path(tls.trustFile())) : Trust.insecureTrustAll();
    TlsClient client = TlsClient.of(trust);
    if (tls.cert() != null) {
      client = client.identity(TlsFiles.identity(path(tls.cert()), path(tls.key())));
    }
    if (tls.ciphers() != null) {
      client = client.cipherSuites(ciphers(tls).toArray(String[]::new));
    }
    if (tls.alpn() != null) {
      client = client.alpnProtocols(alpnProtocols(tls));
    }
    String[] versions = versions(tls);
    return versions.length == 0 ? client : client.versions(versions);
  }

  /**
   * A listener's end. Without a certificate it gets a temporary one, and prints its fingerprint.
   *
   * @param host what a temporary certificate is for
   * @param isStream whether it is TLS and not DTLS
   */
  static TlsServer server(Tls tls, String host, boolean isStream, Log log) throws IOException {
    return refusing(() -> {
      TlsServer server = server(tls, host, log);
      if (isStream) {
        server.engine();
      }
      return server;
    });
  }

  private static TlsServer server(Tls tls, String host, Log log) throws IOException {
    List<String> ciphers = tls.ciphers() == null ? List.of() : ciphers(tls);
    String[] versions = versions(tls);
    String[] alpnProtocols = tls.alpn() == null ? null : alpnProtocols(tls);
    boolean wantsClients = tls.verifies() || tls.needsClientCert();
    Trust clients = wantsClients ? TlsFiles.trust(path(tls.trustFile())) : null;
    // A temporary identity comes last, since it prints a message.
    Identity identity =
        tls.cert() != null
            ? TlsFiles.identity(path(tls.cert()), path(tls.key()))
            : temporary(ciphers, host, log);
    TlsServer server = TlsServer.of(identity);
    if (clients != null) {
      server = server.requireClientCertificates(clients);
    }
    if (!ciphers.isEmpty()) {
      server = server.cipherSuites(ciphers.toArray(String[]::new));
    }
    if (alpnProtocols != null) {
      server = server.alpnProtocols(alpnProtocols);
    }
    return versions.length == 0 ? server : server.versions(versions);
  }

  private static Path path(String name) {
    return name == null ? null : ByteText.path(name);
  }

  private static Identity temporary(List<String> ciphers, String host, Log log) {
    boolean onlyRsa = !ciphers.isEmpty() && ciphers.stream().noneMatch(s -> s.contains("ECDSA"));
    SelfSigned kind = onlyRsa ? SelfSigned.RSA2048 : SelfSigned.P256;
    log.verbose(
        String.format(
            Locale.ROOT,
            "Generating a temporary %s key. Use --ssl-key and --ssl-cert to use a permanent one.",
            kind));
    Identity identity = kind.identity(TlsClient.isHost(host) ? host : "localhost");
    if (log.isVerbose()) {
      log.message("SHA-1 fingerprint: " + Fingerprint.sha1(identity));
    }
    log.message("SHA-256 fingerprint: " + Fingerprint.sha256(identity));
    return identity;
  }

  private static List<String> ciphers(Tls tls) {
    try {
      return CipherList.choose(
          tls.ciphers(), SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--ssl-ciphers: " + e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has TLS", e);
    }
  }

  private static String[] alpnProtocols(Tls tls) {
    String[] names = tls.alpn().split(",");
    for (String name : names) {
      if (name.isEmpty() || name.length() > 255) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "invalid --ssl-alpn \"%s\" (expected names of 1 to 255 bytes)",
                tls.alpn()));
      }
    }
    return names;
  }

  /** The versions from the minimum to the maximum; empty for the default. */
  private static String[] versions(Tls tls) {
    if (tls.min() == null && tls.max() == null) {
      return new String[0];
    }
    int min = tls.min() == null ? 0 : version(NcOption.SSL_MIN, tls.min());
    int max = tls.max() == null ? VERSIONS.size() - 1 : version(NcOption.SSL_MAX, tls.max());
    List<String> wanted = new ArrayList<>();
    for (int i = Math.max(min, OLDEST); i <= max; i++) {
      wanted.add(VERSIONS.get(i));
    }
    if (wanted.isEmpty()) {
      throw new UsageException(
          min > max
              ? String.format(
                  Locale.ROOT,
                  "No TLS version is between --ssl-min-version %s and --ssl-max-version %s",
                  tls.min(),
                  tls.max())
              : String.format(
                  Locale.ROOT,
                  "%s %s: TLS versions before 1.2 are insecure and not supported by Java",
                  NcOption.SSL_MAX,
                  tls.max()));
    }
    return wanted.toArray(String[]::new);
  }

  private static int version(NcOption option, String text) {
    String number = text.replaceFirst("(?i)^TLSv?", "");
    int index = VERSIONS.indexOf("TLSv" + (number.equals("1") ? "1.0" : number));
    if (index < 0) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s: \"%s\" is not a TLS version (expected 1.0, 1.1, 1.2 or 1.3)",
              option,
              text));
    }
    return index;
  }
}
