package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import mortise.cli.nc.NcSettings.Network;
import mortise.cli.nc.NcSettings.Tls;
import mortise.cli.tls.DtlsStream;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.TlsInfo;
import mortise.tls.Fingerprint;
import mortise.tls.TlsClient;

/** Makes the connection that was asked for, with all proxies and TLS on the way. */
final class ClientConnector {
  /** Never sent as SNI: a numeric address is not a name. */
  private static final String NAMELESS = "0.0.0.0";

  private final NcRun session;
  private final NcSettings settings;

  ClientConnector(NcRun session) {
    this.session = session;
    this.settings = session.settings();
  }

  /** Connects; what comes back carries the target's bytes. */
  Connection call() throws IOException {
    Tls tls = settings.tls();
    // File errors are reported before the first connection.
    TlsClient client = tls.on() ? NcTls.client(tls, settings.target().isStream()) : null;
    if (client != null && !tls.verifies()) {
      session.log().verbose("The peer's certificate is not verified: see --ssl-verify.");
    }
    if (client != null && !settings.target().isStream()) {
      return datagrams(client);
    }
    Connection plain = settings.proxy().isNone() ? direct() : new ProxyChain(session).dial();
    return client == null ? plain : shakeHands(client, plain);
  }

  private Connection direct() throws IOException {
    Socket socket = new Dialer(session).dial(NameLookup.of(settings.target()));
    return NcSockets.client(socket);
  }

  private Connection shakeHands(TlsClient client, Connection plain) throws IOException {
    plain.deadline(connectDeadline());
    Connection connection = client.connect(plain, name());
    connection.deadline(Deadline.NEVER);
    logPeer(connection.tls());
    return settings.tls().verifies()
        ? connection
        : new LenientTruncation(connection, session.log());
  }

  private Connection datagrams(TlsClient client) throws IOException {
    Socket socket = new Dialer(session).dial(NameLookup.of(settings.target()));
    try {
      Connection connection =
          DtlsStream.ofClient(client.connect(socket, name(), connectDeadline()), socket);
      logPeer(connection.tls());
      return connection;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Deadline connectDeadline() {
    return Deadline.after(Duration.ofMillis(settings.times().connect()));
  }

  /** What the server is asked for, and its certificate compared with where that is looked at. */
  private String name() {
    Tls tls = settings.tls();
    String host = settings.target().host();
    boolean local = settings.target().network() == Network.UNIX || !settings.target().isInet();
    String name = tls.serverName() != null ? tls.serverName() : local ? "localhost" : host;
    if (TlsClient.isHost(name)) {
      return name;
    }
    if (tls.verifies() || tls.serverName() != null) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "\"%s\" is not a host name that a certificate can have: see --ssl-servername",
              name));
    }
    return NAMELESS;
  }

  private void logPeer(Optional<TlsInfo> facts) {
    if (facts.isEmpty() || !session.log().isVerbose()) {
      return;
    }
    TlsInfo tls = facts.get();
    if (!tls.peerCertificates().isEmpty()) {
      var certificate = tls.peerCertificates().getFirst();
      session.log().message("Subject: " + certificate.getSubjectX500Principal());
      session.log().message("Issuer: " + certificate.getIssuerX500Principal());
      session.log().message("SHA-1 fingerprint: " + Fingerprint.sha1(certificate));
      session.log().message("SHA-256 fingerprint: " + Fingerprint.sha256(certificate));
    }
    session
        .log()
        .message(
            String.format(
                Locale.ROOT,
                "%s, %s%s",
                tls.protocol(),
                tls.cipherSuite(),
                tls.alpnProtocol().map(name -> ", ALPN " + name).orElse("")));
  }

  /** How the peer is called: through proxies it is not the socket's. */
  static String peerName(NcSettings settings, Address address) {
    return settings.proxy().isNone()
        ? address.toString()
        : settings.target().host() + ":" + settings.target().port();
  }
}
