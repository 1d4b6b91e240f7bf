package mortise.cli.nc;

import java.io.IOException;
import java.time.Duration;
import mortise.cli.tls.ServerNames;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.TlsInfo;
import mortise.tls.TlsServer;

/** What happens to a connection between its acceptance and its use: the handshake of TLS. */
final class ServerHandshake {
  private static final Duration HANDSHAKE = Duration.ofSeconds(30);

  /**
   * How many tickets for later sessions a client gets. One that only sends, as ncat with
   * --send-only, does not read them; its close is a reset then, which throws away what is unsent.
   */
  private static final String TICKETS = "jdk.tls.server.newSessionTicketCount";

  /** With this left on, JDK 25 promises TLS 1.2 clients a ticket, and then sends none. */
  private static final String EXTENSION = "jdk.tls.server.enableSessionTicketExtension";

  private final NcRun session;

  /** Null where bytes travel in the clear. */
  private final TlsServer tls;

  private ServerHandshake(NcRun session, TlsServer tls) {
    this.session = session;
    this.tls = tls;
  }

  /**
   * Reads the certificates, or makes one.
   *
   * @throws IOException when a file cannot be read or is invalid
   */
  static ServerHandshake of(NcRun session) throws IOException {
    NcSettings settings = session.settings();
    if (!settings.tls().on()) {
      return new ServerHandshake(session, null);
    }
    ServerNames.takeAll();
    if (System.getProperty(TICKETS) == null) {
      System.setProperty(TICKETS, "0");
      System.setProperty(EXTENSION, "false");
    }
    NcSettings.Target target = settings.target();
    String host = target.isInet() && target.host() != null ? target.host() : "localhost";
    boolean isStream = target.isStream(); // DTLS is the JDK's, whatever OpenSSL takes
    return new ServerHandshake(
        session, NcTls.server(settings.tls(), host, isStream, session.log()));
  }

  /** The end of TLS; null where bytes travel in the clear. */
  TlsServer tls() {
    return tls;
  }

  /**
   * Shakes hands; waits for the peer, and closes the socket where that fails.
   *
   * @throws IOException when the peer does not do its part
   */
  Connection receive(Socket socket) throws IOException {
    NcSockets.connected(socket);
    Connection plain = Connection.of(socket);
    if (tls == null) {
      return plain;
    }
    plain.deadline(Deadline.after(HANDSHAKE));
    Connection connection = tls.accept(plain);
    connection.deadline(Deadline.NEVER);
    connection.tls().ifPresent(this::logPeer);
    boolean strict = session.settings().tls().verifies();
    return new DelayedCloseNotify(
        strict ? connection : new LenientTruncation(connection, session.log()));
  }

  /** Prints the peer, with -v. */
  void logPeer(TlsInfo facts) {
    if (session.log().isVerbose()) {
      if (!facts.peerCertificates().isEmpty()) {
        session
            .log()
            .message("Subject: " + facts.peerCertificates().getFirst().getSubjectX500Principal());
      }
      session.log().message(facts.protocol() + ", " + facts.cipherSuite());
    }
  }
}
