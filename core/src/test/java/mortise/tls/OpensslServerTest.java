package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.TlsInfo;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients with {@code openssl s_server} as the peer. */
final class OpensslServerTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued server;
  private static Authority.Issued client;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    server = authority.issue("a.example", "127.0.0.1", "::1");
    client = authority.issue("client");
  }

  /** Starts a server that reverses each line, and prints its port. */
  private static Program reversing(String... options) throws IOException {
    return server(Arrays.asList(options), "-rev");
  }

  private static Program server(Object... options) throws IOException {
    return Program.start(
        "openssl",
        "s_server",
        "-accept",
        "127.0.0.1:0",
        "-cert",
        server.chain(),
        "-key",
        server.key(),
        Arrays.asList(options).stream().flatMap(o -> Program.words(o).stream()).toList());
  }

  private static Socket dial(Program openssl) throws Exception {
    String port = openssl.awaitOutput("ACCEPT 127.0.0.1:").awaitOutput("\n").out();
    return Socket.dial(
        "127.0.0.1", Integer.parseInt(port.replaceFirst("(?s).*ACCEPT 127.0.0.1:(\\d+).*", "$1")));
  }

  private static Connection connect(TlsClient tls, Program openssl, String host) throws Exception {
    return tls.connect(Connection.of(dial(openssl)), host);
  }

  private static String talk(Connection connection, String line) throws IOException {
    connection.write((line + "\n").getBytes());
    StringBuilder answer = new StringBuilder();
    byte[] bytes = new byte[100];
    while (answer.indexOf("\n") < 0) {
      int count = connection.read(bytes);
      assertThat(count).isPositive();
      answer.append(new String(bytes, 0, count));
    }
    return answer.toString().strip();
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_2, TLSv1.2, a.example",
    "-tls1_3, TLSv1.3, a.example",
    "-tls1_3, TLSv1.3, A.EXAMPLE",
    "-tls1_3, TLSv1.3, 127.0.0.1",
    "-tls1_2, TLSv1.2, ::1"
  })
  void eachVersionTalksToEachHost(String option, String version, String host) throws Exception {
    try (Program openssl = reversing(option);
        Connection connection = connect(TlsClient.of(authority.trust()), openssl, host)) {
      assertThat(talk(connection, "hello")).isEqualTo("olleh");
      TlsInfo facts = connection.tls().orElseThrow();
      assertThat(facts.protocol()).isEqualTo(version);
      assertThat(facts.peerCertificates().getFirst().getSubjectX500Principal())
          .hasToString("CN=a.example");
      assertThat(facts.resumed()).isFalse();
    }
  }

  @Test
  void clientSendsServerNameAndAlpnProtocols() throws Exception {
    TlsClient tls = TlsClient.of(authority.trust()).alpnProtocols("h2", "http/1.1");
    try (Program openssl = reversing("-tlsextdebug", "-alpn", "http/1.1");
        Connection connection = connect(tls, openssl, "a.example")) {
      assertThat(talk(connection, "x")).isEqualTo("x");
      openssl.awaitOutput("TLS client extension \"server name\"");
      assertThat(connection.tls().orElseThrow().alpnProtocol()).contains("http/1.1");
      assertThat(connection.tls().orElseThrow().serverName()).contains("a.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.example", "127.0.0.2"})
  void certificateOfAnotherHostIsRefused(String host) throws Exception {
    try (Program openssl = reversing()) {
      assertThatThrownBy(() -> connect(TlsClient.of(authority.trust()), openssl, host))
          .isInstanceOf(SSLException.class)
          .hasMessageMatching(
              "TLS handshake with 127.0.0.1:\\d+: certificate rejected: .*" + host + ".*");
    }
  }

  @Test
  void certificateOfUntrustedCaIsRejected() throws Exception {
    try (Program openssl = reversing()) {
      assertThatThrownBy(() -> connect(TlsClient.system(), openssl, "a.example"))
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith("certificate not issued by a trusted CA");
      openssl.awaitError("alert");
    }
  }

  @Test
  void pinnedCertificateNeedsNoAuthorityAndNoName() throws Exception {
    String print =
        authority
            .openssl("x509 -noout -fingerprint -sha256 -in " + server.chain())
            .strip()
            .replaceFirst(".*=", "");
    try (Program openssl = reversing();
        Connection connection =
            connect(TlsClient.of(Trust.pinned(print)), openssl, "other.example")) {
      assertThat(talk(connection, "hello")).isEqualTo("olleh");
    }
  }

  @Test
  void certificateThatIsNotPinnedIsRefused() throws Exception {
    Trust other = Trust.pinned("00".repeat(32));
    try (Program openssl = reversing()) {
      assertThatThrownBy(() -> connect(TlsClient.of(other), openssl, "a.example"))
          .hasMessageMatching(".*SHA-256 fingerprint [0-9a-f]{64} is not pinned");
    }
  }

  @Test
  void anyCertificateIsAcceptedByInsecureTrustAll() throws Exception {
    try (Program openssl = reversing();
        Connection connection =
            connect(TlsClient.of(Trust.insecureTrustAll()), openssl, "other.example")) {
      assertThat(talk(connection, "hello")).isEqualTo("olleh");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void clientCertificateIsSentIfRequired(String version) throws Exception {
    TlsClient tls = TlsClient.of(authority.trust()).identity(client.identity());
    try (Program openssl =
            reversing(
                version,
                "-Verify",
                "2",
                "-CAfile",
                "" + authority.certificate(),
                "-verify_return_error");
        Connection connection = connect(tls, openssl, "a.example")) {
      assertThat(talk(connection, "hello")).isEqualTo("olleh");
    }
  }

  @Test
  void missingClientCertificateFailsHandshakeInTls12() throws Exception {
    try (Program openssl = reversing("-tls1_2", "-Verify", "2")) {
      assertThatThrownBy(() -> connect(TlsClient.of(authority.trust()), openssl, "a.example"))
          .hasMessageEndingWith(
              "the peer sent alert handshake_failure: no common parameters, or"
                  + " a certificate is missing");
    }
  }

  /** In TLS 1.3 the client's handshake completes before the server verifies its certificate. */
  @Test
  void missingClientCertificateFailsFirstReadInTls13() throws Exception {
    try (Program openssl = reversing("-tls1_3", "-Verify", "2");
        Connection connection = connect(TlsClient.of(authority.trust()), openssl, "a.example")) {
      assertThatThrownBy(() -> connection.read(new byte[1]))
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith(
              "the peer sent alert certificate_required: a client certificate is required but none was sent");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void sessionIsResumed(String version) throws Exception {
    TlsClient tls = TlsClient.of(authority.trust());
    try (Program openssl = reversing(version)) {
      for (boolean resumed : new boolean[] {false, true, true}) {
        try (Connection connection = connect(tls, openssl, "a.example")) {
          assertThat(talk(connection, "hello")).isEqualTo("olleh");
          assertThat(connection.tls().orElseThrow().resumed()).isEqualTo(resumed);
          assertThat(connection.tls().orElseThrow().peerCertificates()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void keyUpdateOfTheServerIsAnswered() throws Exception {
    try (Program openssl = server("-tls1_3", "-msg");
        Connection connection = connect(TlsClient.of(authority.trust()), openssl, "a.example")) {
      byte[] bytes = new byte[100];
      for (int i = 0; i < 3; i++) {
        openssl.say("K\n").awaitOutputs(", KeyUpdate", 2 * i + 1);
        openssl.say("x\n");
        assertThat(connection.read(bytes)).isEqualTo(2);
        connection.write(("answer" + i + "\n").getBytes());
        openssl.awaitOutputs(", KeyUpdate", 2 * i + 2).awaitOutput("answer" + i);
      }
    }
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    try (Program openssl = server("-tls1_2");
        Connection connection = connect(TlsClient.of(authority.trust()), openssl, "a.example")) {
      openssl.say("r\n");
      assertThatThrownBy(() -> connection.read(new byte[1]))
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith("the peer requested renegotiation, which is disabled");
    }
  }

  @Test
  void killedServerIsATruncation() throws Exception {
    try (Program openssl = server("-tls1_2");
        Connection connection = connect(TlsClient.of(authority.trust()), openssl, "a.example")) {
      openssl.signal("KILL").end();
      assertThatThrownBy(() -> connection.read(new byte[1]))
          .isInstanceOf(TruncatedException.class)
          .hasMessageMatching("127.0.0.1:\\d+ closed the connection without close_notify: .*");
    }
  }
}
