package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verification of certificates, with openssl as the peer, which sends any certificate. */
final class VerificationTest {
  private static final String LONG_LABEL = "a".repeat(70) + ".example";

  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued server;
  private static Authority.Issued wild;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    server = authority.issue("a.example", "my_host.example", "127.0.0.1", "::1");
    wild = authority.issue("wild", "*.com", "w*.a.com", "*w.a.com", "*.b.com");
    // Expired: a CA, a certificate that it issued, and a self-signed server certificate.
    authority.openssl(
        "req -new -newkey rsa:2048 -nodes -keyout old-ca.key -out old-ca.csr -subj /CN=old-ca");
    Files.writeString(folder.resolve("ca.ext"), "basicConstraints=critical,CA:TRUE\n");
    authority.openssl(
        "x509 -req -in old-ca.csr -signkey old-ca.key -days -1 -extfile ca.ext -out old-ca.pem");
    authority.openssl(
        "x509 -req -in a.example.csr -CA old-ca.pem -CAkey old-ca.key -CAcreateserial -days 2"
            + " -extfile a.example.ext -out of-old-ca.pem");
    authority.openssl(
        "x509 -req -in a.example.csr -signkey a.example.key -days -1 -extfile a.example.ext -out"
            + " old.pem");
    // Not valid yet.
    authority.run(
        "keytool",
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        "x",
        "-dname",
        "CN=a.example",
        "-ext",
        "san=dns:a.example",
        "-startdate",
        "+10d",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        "young.p12",
        "-storepass",
        "secret");
    authority.openssl("pkcs12 -in young.p12 -nodes -passin pass:secret -out young.pem");
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private static Program serve(Path certificate, Path key, String... more) throws IOException {
    List<Object> line =
        List.of("s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-rev");
    return Program.start(
        "openssl",
        Stream.concat(line.stream(), Arrays.stream(more))
            .flatMap(o -> Program.words(o).stream())
            .toList());
  }

  private static Connection connect(Trust trust, Program openssl, String host) throws Exception {
    String port = openssl.awaitOutput("ACCEPT 127.0.0.1:").awaitOutput("\n").out();
    int number = Integer.parseInt(port.replaceFirst("(?s).*ACCEPT 127.0.0.1:(\\d+).*", "$1"));
    return TlsClient.of(trust).connect(Connection.of(Socket.dial("127.0.0.1", number)), host);
  }

  @ParameterizedTest
  @CsvSource({
    "old.pem, a.example.key, old.pem, '.CN=a.example. expired on .*'",
    "young.pem, young.pem, young.pem, '.CN=a.example. is not valid before .*'",
    "of-old-ca.pem, a.example.key, old-ca.pem, 'trusted certificate .CN=old-ca." + " expired on .*'"
  })
  void datesOfTrustedCertificateAreChecked(
      String certificate, String key, String trusted, String words) throws Exception {
    Trust trust = Trust.ofPem(file(trusted));
    try (Program openssl = serve(file(certificate), file(key))) {
      assertThatThrownBy(() -> connect(trust, openssl, "a.example"))
          .isInstanceOf(SSLException.class)
          .hasMessageMatching("TLS handshake with .*: certificate rejected: " + words);
    }
  }

  @Test
  void expiredAuthorityDoesNotHinderAnother() throws Exception {
    Trust trust = Trust.ofPem(file("old-ca.pem"), authority.certificate());
    try (Program openssl = serve(server.chain(), server.key());
        Connection connection = connect(trust, openssl, "a.example")) {
      assertThat(connection.tls().orElseThrow().peerCertificates()).hasSize(1);
    }
  }

  @Test
  void pinnedAndInsecureTrustIgnoreDates() throws Exception {
    X509Certificate old = KeyFile.read(file("old.pem"), () -> null).certificates().getFirst();
    for (Trust trust :
        List.of(Trust.pinned(Certificates.fingerprint(old)), Trust.insecureTrustAll())) {
      try (Program openssl = serve(file("old.pem"), server.key());
          Connection connection = connect(trust, openssl, "other.example")) {
        assertThat(connection.tls().orElseThrow().peerCertificates()).hasSize(1);
      }
    }
  }

  @Test
  void clientsWithExpiredCertificatesAreRefused() throws Exception {
    TlsServer tls =
        TlsServer.of(server.identity()).requireClientCertificates(Trust.ofPem(file("old.pem")));
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl =
            Program.start(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + serving.port(),
                "-cert",
                file("old.pem"),
                "-key",
                server.key())) {
      assertThat(serving.failures.take())
          .hasMessageMatching(".*: certificate rejected: 'CN=a.example' expired on .*");
      assertThat(openssl.end().err()).containsPattern("alert certificate (unknown|expired)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.com", "wb.a.com", "bw.a.com", "c.x.b.com", "b.com", "wild"})
  void wildcardOtherThanCompleteFirstLabelIsRejected(String host) throws Exception {
    try (Program openssl = serve(wild.chain(), wild.key())) {
      if (host.equals("wild")) {
        connect(authority.trust(), openssl, host).close(); // is a dNSName
        return;
      }
      assertThatThrownBy(() -> connect(authority.trust(), openssl, host))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("but was wild, *.com, w*.a.com, *w.a.com, *.b.com");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.b.com", "X.B.COM.", "my_host.b.com"})
  void wildcardMatchesOneLabel(String host) throws Exception {
    try (Program openssl = serve(wild.chain(), wild.key())) {
      connect(authority.trust(), openssl, host).close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "my_host.example, my_host.example",
    "My_Host.Example., my_host.example",
    "127.0.0.1, ",
    "0:0:0:0:0:0:0:1, "
  })
  void everyNameIsSentAndVerified(String host, String sent) throws Exception {
    try (Program openssl = serve(server.chain(), server.key(), "-tlsextdebug");
        Connection connection = connect(authority.trust(), openssl, host)) {
      assertThat(connection.tls().orElseThrow().serverName().orElse(null)).isEqualTo(sent);
      connection.write("x\n".getBytes());
      assertThat(connection.read(new byte[1])).isOne();
      if (sent != null) {
        openssl.awaitOutput("TLS client extension \"server name\"");
      } else {
        assertThat(openssl.out()).doesNotContain("server name");
      }
    }
  }

  @Test
  void longLabelIsSent() throws Exception {
    try (Program openssl = serve(server.chain(), server.key());
        Connection connection = connect(Trust.insecureTrustAll(), openssl, LONG_LABEL)) {
      assertThat(connection.tls().orElseThrow().serverName()).contains(LONG_LABEL);
    }
  }

  @Test
  void certificateWithoutSubjectIsUsableAtBothEnds() throws Exception {
    authority.openssl("req -new -key a.example.key -out empty.csr -subj /");
    Files.writeString(folder.resolve("empty.ext"), "subjectAltName=critical,DNS:a.example\n");
    authority.openssl(
        "x509 -req -in empty.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile"
            + " empty.ext -out empty.pem");
    Identity identity = Identity.ofPem(file("empty.pem"), server.key());
    assertThat(identity).hasToString("Identity['a.example']");
    TlsServer tls = TlsServer.of(identity);
    try (TlsPair pair =
        TlsPair.open(TlsPair.Carrier.SOCKETPAIR, tls, TlsClient.of(authority.trust()))) {
      assertThat(pair.client().tls().orElseThrow().peerCertificates()).hasSize(1);
    }
  }

  @Test
  void commonNameMatchesOnlyWithCommonNames() throws Exception {
    authority.openssl(
        "req -x509 -new -key a.example.key -days 2 -out common.pem -subj /O=x/CN=a.example");
    Trust trust = Trust.ofPem(file("common.pem"));
    try (Program openssl = serve(file("common.pem"), server.key())) {
      assertThatThrownBy(() -> connect(trust, openssl, "a.example"))
          .hasMessageContaining("expected a.example but was 'CN=a.example, O=x'");
    }
    try (Program openssl = serve(file("common.pem"), server.key())) {
      connect(trust.withCommonNames(), openssl, "a.example").close();
    }
    try (Program openssl = serve(file("common.pem"), server.key())) {
      assertThatThrownBy(() -> connect(trust.withCommonNames(), openssl, "b.example"))
          .isInstanceOf(SSLException.class);
    }
  }
}
