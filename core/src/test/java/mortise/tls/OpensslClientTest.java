package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mortise.server.TlsInfo;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with {@code openssl s_client} as the peer. */
final class OpensslClientTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued server;
  private static Authority.Issued other;
  private static Authority.Issued client;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    server = authority.issue("a.example", "127.0.0.1");
    other = authority.issueRsa("*.other.example");
    client = authority.issue("client");
  }

  private static Program client(Serving serving, String... arguments) throws IOException {
    return Program.start(
        "openssl",
        "s_client",
        "-connect",
        "127.0.0.1:" + serving.port(),
        "-CAfile",
        authority.certificate(),
        "-verify_return_error",
        Arrays.asList(arguments));
  }

  @ParameterizedTest
  @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
  void eachVersionTalksAndEndsInOrder(String option, String version) throws Exception {
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program openssl =
            client(serving, option, "-quiet", "-no_ign_eof", "-servername", "a.example")) {
      openssl.say("hello\n").awaitOutput("hello").endInput();
      assertThat(openssl.end().status()).isZero();
      TlsInfo facts = serving.facts.take();
      assertThat(facts.protocol()).isEqualTo(version);
      assertThat(facts.serverName()).contains("a.example");
      assertThat(facts.alpnProtocol()).isEmpty();
      assertThat(facts.peerCertificates()).isEmpty();
      assertThat(facts.resumed()).isFalse();
      assertThat(serving.failures).isEmpty();
    }
  }

  @Test
  void versionThatIsNotAllowedIsRefusedOnBothSides() throws Exception {
    TlsServer tls = TlsServer.of(server.identity()).versions("TLSv1.3");
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving, "-tls1_2")) {
      assertThat(openssl.end().err()).contains("alert protocol version");
      assertThat(serving.failures.take())
          .hasMessageMatching(
              "TLS handshake with 127.0.0.1:\\d+: .*(TLSv1.2|no common TLS version).*");
    }
  }

  @Test
  void alpnSelectsFirstServerProtocolThatClientOffers() throws Exception {
    TlsServer tls = TlsServer.of(server.identity()).alpnProtocols("h2", "http/1.1");
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving, "-alpn", "http/1.1,h2")) {
      openssl.awaitOutput("ALPN protocol: h2").endInput().end();
      assertThat(serving.facts.take().alpnProtocol()).contains("h2");
    }
  }

  @Test
  void clientWithOtherAlpnProtocolsIsRejected() throws Exception {
    TlsServer tls = TlsServer.of(server.identity()).alpnProtocols("h2");
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving, "-alpn", "imap")) {
      assertThat(openssl.end().err()).contains("no application protocol");
      assertThat(serving.failures.take()).hasMessageStartingWith("TLS handshake with 127.0.0.1:");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example",
    "X.OTHER.example, *.other.example",
    "a.b.other.example, a.example",
    "unknown.example, a.example"
  })
  void serverNameSelectsCertificate(String asked, String certified) throws Exception {
    TlsServer tls = TlsServer.of(server.identity(), other.identity());
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving, "-servername", asked)) {
      openssl.awaitOutput("subject=CN = " + certified + "\n").endInput().end();
    }
  }

  @Test
  void strictServerRefusesUnknownNames() throws Exception {
    TlsServer tls = TlsServer.of(server.identity(), other.identity()).strictNames();
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving, "-servername", "unknown.example")) {
      assertThat(openssl.end().err()).contains("unrecognized name");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void clientCertificateReachesTheHandler(String version) throws Exception {
    TlsServer tls = TlsServer.of(server.identity()).requireClientCertificates(authority.trust());
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl =
            client(serving, version, "-cert", "" + client.chain(), "-key", "" + client.key())) {
      assertThat(serving.facts.take().peerCertificates().getFirst().getSubjectX500Principal())
          .hasToString("CN=client");
      openssl.endInput().end();
    }
  }

  @Test
  void missingClientCertificateIsReported() throws Exception {
    TlsServer tls = TlsServer.of(server.identity()).requireClientCertificates(authority.trust());
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving)) {
      assertThat(openssl.end().err()).contains("certificate required");
      assertThat(serving.failures.take())
          .hasMessageMatching("TLS handshake with 127.0.0.1:\\d+: .*[Cc]ertificate.*");
    }
  }

  @Test
  void optionalClientCertificateMayBeMissing() throws Exception {
    TlsServer tls = TlsServer.of(server.identity()).askClientCertificates(authority.trust());
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl = client(serving, "-quiet", "-no_ign_eof")) {
      openssl.say("hello\n").awaitOutput("hello").endInput().end();
      assertThat(serving.facts.take().peerCertificates()).isEmpty();
    }
  }

  @Test
  void clientCertificateOfAnotherAuthorityIsRefused(@TempDir Path elsewhere) throws Exception {
    Authority.Issued stranger = Authority.in(elsewhere).issue("client");
    TlsServer tls = TlsServer.of(server.identity()).askClientCertificates(authority.trust());
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl =
            client(serving, "-cert", "" + stranger.chain(), "-key", "" + stranger.key())) {
      assertThat(openssl.end().err()).contains("alert");
      assertThat(serving.failures.take())
          .hasMessageEndingWith("certificate not issued by a trusted CA");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void sessionIsResumed(String version, @TempDir Path sessions) throws Exception {
    String file = sessions.resolve("session").toString();
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept)) {
      for (String option : new String[] {"-sess_out", "-sess_in"}) {
        // A TLS 1.3 client receives the ticket with the first data.
        try (Program openssl = client(serving, version, "-ign_eof", option, file)) {
          openssl.say("hello\n").awaitOutput("\nhello\n").say("Q\n");
          openssl.signal("INT").end();
        }
      }
      assertThat(serving.facts.take().resumed()).isFalse();
      assertThat(serving.facts.take().resumed()).isTrue();
    }
  }

  @Test
  void sessionIsResumedAtOnceAndAgain() throws Exception {
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program openssl = client(serving, "-tls1_2", "-reconnect")) {
      openssl.endInput().end();
      // Each connection has its own thread, so the first one may be noted after the second.
      List<Boolean> resumed = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        resumed.add(serving.facts.take().resumed());
      }
      assertThat(resumed).containsExactlyInAnyOrder(false, true, true, true, true, true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"K\n", "k\n"})
  void keyUpdatesDoNotDisturbReads(String command) throws Exception {
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program openssl = client(serving, "-tls1_3")) {
      openssl.say("before\n").awaitOutput("\nbefore\n");
      for (int i = 0; i < 3; i++) {
        openssl.say(command).awaitErrors("KEYUPDATE", i + 1);
        openssl.say("after" + i + "\n").awaitOutput("\nafter" + i + "\n");
      }
      openssl.endInput().end();
      assertThat(serving.failures).isEmpty();
    }
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program openssl = client(serving, "-tls1_2")) {
      openssl.say("before\n").awaitOutput("\nbefore\n").say("R\n");
      assertThat(serving.failures.take())
          .hasMessageEndingWith("the peer requested renegotiation, which is disabled");
      openssl.end();
    }
  }
}
