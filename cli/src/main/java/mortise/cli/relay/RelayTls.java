package mortise.cli.relay;

import java.io.IOException;
import java.nio.file.Path;
import mortise.cli.tls.KeyPassword;
import mortise.cli.tls.ServerNames;
import mortise.cli.tls.TlsSetup;
import mortise.net.Address;
import mortise.server.Connection;
import mortise.tls.Fingerprint;
import mortise.tls.Identity;
import mortise.tls.SelfSigned;
import mortise.tls.TlsClient;
import mortise.tls.TlsServer;
import mortise.tls.Trust;

/** TLS as an address's options want it. */
final class RelayTls {
  /** Takes a connection to one with TLS around it. */
  interface Wrap {
    Connection around(Connection plain) throws IOException;

    /** What a client has to know that cannot find it out by itself; empty for nothing. */
    default String note() {
      return "";
    }

    /** The notice of a listener. */
    default String notice(Address place) {
      String text = "listening at " + place;
      return note().isEmpty() ? text : text + "; " + note();
    }
  }

  /**
   * This side as a server.
   *
   * @param note the fingerprint of a self-signed certificate, for clients
   */
  record ServerTls(TlsServer server, String note) implements Wrap {
    @Override
    public Connection around(Connection plain) throws IOException {
      return server.accept(plain);
    }
  }

  /** This side as a client of a host. */
  record Calling(TlsClient client, String host) implements Wrap {
    @Override
    public Connection around(Connection plain) throws IOException {
      return client.connect(plain, host);
    }
  }

  private static final Wrap NONE = plain -> plain;

  private RelayTls() {}

  /** Reads the files that the options name, and fails where they are no good. */
  static Wrap of(AddressSpec spec, String host) throws IOException {
    if (!spec.kind().has(AddressGroup.TLS)) {
      return NONE;
    }
    return spec.kind().listens() ? server(spec) : client(spec, host);
  }

  /** The TLS or DTLS server of a listening address. */
  static ServerTls server(AddressSpec spec) throws IOException {
    return checked(
        spec,
        () -> {
          ServerTls serving = serving(spec);
          if (isStream(spec)) {
            serving.server.engine();
          }
          return serving;
        });
  }

  /** The TLS or DTLS client of a connecting address. */
  static Calling client(AddressSpec spec, String host) throws IOException {
    return checked(
        spec,
        () -> {
          Calling calling = calling(spec, host);
          if (isStream(spec)) {
            calling.client.engine();
          }
          return calling;
        });
  }

  private static <T> T checked(AddressSpec spec, TlsSetup.Setup<T> setup) throws IOException {
    try {
      return TlsSetup.of(setup);
    } catch (BadAddressException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw spec.wrong(e.getMessage());
    }
  }

  private static boolean isStream(AddressSpec spec) {
    return !spec.kind().has(AddressGroup.DATAGRAM);
  }

  private static ServerTls serving(AddressSpec spec) throws IOException {
    if (spec.has(AddressOption.KEY) && !spec.has(AddressOption.CERT)) {
      throw spec.wrong("lacks the certificate of the key, cert=FILE");
    }
    ServerNames.takeAll();
    boolean signed = spec.has(AddressOption.CERT);
    Identity identity = signed ? identity(spec) : SelfSigned.P256.identity("localhost");
    TlsServer server = TlsServer.of(identity);
    OptionValues values = new OptionValues(spec);
    if (spec.has(AddressOption.CA)) {
      Path ca = values.file(AddressOption.CA).orElseThrow();
      server = server.requireClientCertificates(Trust.ofFiles(KeyPassword.of(ca), ca));
    }
    if (spec.has(AddressOption.ALPN)) {
      server = server.alpnProtocols(names(spec));
    }
    if (spec.has(AddressOption.TLS_VERSION)) {
      server = server.versions(version(spec));
    }
    return new ServerTls(
        server, signed ? "" : "temporary certificate, SHA-256 " + Fingerprint.sha256(identity));
  }

  private static Calling calling(AddressSpec spec, String host) throws IOException {
    TlsClient client = TlsClient.of(trust(spec));
    if (spec.has(AddressOption.CERT)) {
      client = client.identity(identity(spec));
    }
    if (spec.has(AddressOption.ALPN)) {
      client = client.alpnProtocols(names(spec));
    }
    if (spec.has(AddressOption.TLS_VERSION)) {
      client = client.versions(version(spec));
    }
    return new Calling(client, spec.value(AddressOption.SNI).orElse(host));
  }

  private static Trust trust(AddressSpec spec) throws IOException {
    String verify = spec.value(AddressOption.VERIFY).orElse("yes");
    if (!verify.equals("yes") && !verify.equals("no")) {
      throw spec.wrong(AddressOption.VERIFY, "invalid value '" + verify + "' (expected yes or no)");
    }
    if (verify.equals("no")) {
      return Trust.insecureTrustAll();
    }
    OptionValues values = new OptionValues(spec);
    if (!spec.has(AddressOption.CA)) {
      return Trust.system();
    }
    Path ca = values.file(AddressOption.CA).orElseThrow();
    return Trust.ofFiles(KeyPassword.of(ca), ca);
  }

  private static Identity identity(AddressSpec spec) throws IOException {
    OptionValues values = new OptionValues(spec);
    Path cert = values.file(AddressOption.CERT).orElseThrow();
    Path key = values.file(AddressOption.KEY).orElse(cert);
    return Identity.ofFiles(cert, key, KeyPassword.of(key));
  }

  private static String[] names(AddressSpec spec) {
    return spec.value(AddressOption.ALPN).orElseThrow().split("\\+");
  }

  private static String version(AddressSpec spec) {
    String version = spec.value(AddressOption.TLS_VERSION).orElseThrow();
    return switch (version) {
      case "1.2", "1.3" -> "TLSv" + version;
      default ->
          throw spec.wrong(
              AddressOption.TLS_VERSION, "invalid version '" + version + "' (expected 1.2 or 1.3)");
    };
  }
}
