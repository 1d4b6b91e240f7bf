package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.security.auth.x500.X500Principal;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.sys.Openssl;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates with an empty issuer or subject, with openssl, curl and ncat as peers. */
final class EmptyNameCertificateTest {
  private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

  @TempDir private static Path folder;
  private static Authority authority;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    selfSigned("self", EC);
    selfSigned("rsa", "-newkey rsa:2048 -nodes");
    selfSigned("pss", "-newkey rsa:2048 -nodes -sigopt rsa_padding_mode:pss -sha384");
    // A CA without any name; the certificates that it issues have an empty issuer.
    authority.openssl(
        "req -x509 %s -days 2 -keyout empty-ca.key -out empty-ca.pem -subj /".formatted(EC));
    issue("leaf", "ca", "subjectAltName=DNS:a.example,IP:127.0.0.1");
    issue("nested", "empty-ca", "subjectAltName=DNS:a.example");
  }

  private static void selfSigned(String name, String key) throws Exception {
    authority.openssl(
        "req -x509 %s -days 2 -keyout %s.key -out %s.pem -subj / -addext subjectAltName=%s"
            .formatted(key, name, name, "DNS:a.example,DNS:localhost,IP:127.0.0.1"));
  }

  private static void issue(String name, String issuer, String extensions) throws Exception {
    authority.openssl("req %s -keyout %s.key -out %s.csr -new -subj /".formatted(EC, name, name));
    Files.writeString(file(name + ".ext"), extensions + "\n");
    authority.openssl(
        "x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial -days 2 -extfile %s.ext -out"
                .formatted(name, issuer, issuer, name)
            + " %s.pem".formatted(name));
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private static X509Certificate certificate(String name) throws IOException {
    return KeyFile.read(file(name + ".pem"), () -> null).certificates().getFirst();
  }

  private static Identity identity(String name) throws IOException {
    return Identity.ofPem(file(name + ".pem"), file(name + ".key"));
  }

  private static void needs(TlsEngine engine) {
    assumeTrue(engine == TlsEngine.JDK || Openssl.problem() == null, Openssl::problem);
  }

  private static TlsClient client(Trust trust) {
    needs(TlsEngine.OPENSSL);
    return TlsClient.of(trust).engine(TlsEngine.OPENSSL);
  }

  private static Program serve(String name) throws IOException {
    return Program.start(
        "openssl",
        List.of("s_server", "-accept", "127.0.0.1:0", "-rev"),
        List.of("-cert", file(name + ".pem"), "-key", file(name + ".key")));
  }

  private static Connection connect(TlsClient client, Program openssl, String host)
      throws Exception {
    String port = openssl.awaitOutput("ACCEPT 127.0.0.1:").awaitOutput("\n").out();
    Socket socket =
        Socket.dial(
            "127.0.0.1",
            Integer.parseInt(port.replaceFirst("(?s).*ACCEPT 127.0.0.1:(\\d+).*", "$1")));
    return client.connect(Connection.of(socket), host);
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void listenerServesPeersThatVerify(TlsEngine engine) throws Exception {
    needs(engine);
    TlsServer tls = TlsServer.of(identity("self")).engine(engine);
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl =
            Program.start(
                "openssl",
                List.of("s_client", "-connect", "127.0.0.1:" + serving.port(), "-quiet"),
                List.of("-verify_return_error", "-verify_hostname", "a.example"),
                List.of("-CAfile", file("self.pem"), "-no_ign_eof"));
        Program ncat =
            Program.start(
                "ncat",
                List.of("--ssl-verify", "--ssl-trustfile", file("self.pem")),
                List.of("-4", "localhost", serving.port()))) {
      openssl.say("hello\n").awaitOutput("hello\n").endInput();
      assertThat(openssl.end().status()).isZero();
      ncat.say("hello\n").awaitOutput("hello\n").endInput();
      assertThat(serving.failures).isEmpty();
    }
  }

  /** curl does not verify certificates with an empty issuer. */
  @ParameterizedTest
  @CsvSource({"OPENSSL, self, -k", "JDK, self, -k", "OPENSSL, leaf, -sS", "JDK, leaf, -sS"})
  void curlGetsAPage(TlsEngine engine, String name, String option) throws Exception {
    needs(engine);
    TlsServer tls = TlsServer.of(identity(name)).engine(engine);
    try (Serving serving = Serving.of(Loopback.TCP4, tls::accept, OtherPeersTest::serveHttp);
        Program curl =
            Program.start(
                "curl",
                List.of("-sS", option, "--cacert", file("ca.pem")),
                "https://127.0.0.1:" + serving.port() + "/")) {
      assertThat(curl.end()).isEqualTo(new Program.Ended(0, "hello nobody\n", ""));
      assertThat(serving.failures).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"self", "rsa", "pss", "leaf", "nested"})
  void clientWithoutVerificationAcceptsEmptyNames(String name) throws Exception {
    try (Program openssl = serve(name);
        Connection connection =
            connect(client(Trust.insecureTrustAll()), openssl, "other.example")) {
      assertThat(connection.tls().orElseThrow().peerCertificates())
          .containsExactly(certificate(name));
      connection.write("x\n".getBytes());
      assertThat(connection.readExactly(2)).isEqualTo("x\n".getBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"self", "rsa", "pss", "leaf", "nested"})
  void certificateThatIsTrustedItselfIsComparedByItsAlternativeNames(String name) throws Exception {
    Trust trust = Trust.ofPem(file(name + ".pem"));
    try (Program openssl = serve(name)) {
      connect(client(trust), openssl, "a.example").close();
    }
    try (Program openssl = serve(name)) {
      assertThatThrownBy(() -> connect(client(trust), openssl, "b.example"))
          .isInstanceOf(SSLException.class)
          .hasMessageMatching(
              ".*host name mismatch: expected b.example but was a.example(, localhost)?");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"leaf/ca", "nested/empty-ca"})
  void certificateIssuedByTrustedCaIsAccepted(String names) throws Exception {
    String[] leafAndIssuer = names.split("/");
    Trust trust = Trust.ofPem(file(leafAndIssuer[1] + ".pem"));
    try (Program openssl = serve(leafAndIssuer[0])) {
      connect(client(trust), openssl, "a.example").close();
    }
  }

  /** All empty names are equal to the JDK, so only the signature distinguishes issuers. */
  @NeedsLinux("OpenSSL")
  @ParameterizedTest
  @ValueSource(strings = {"ca", "empty-ca", "rsa"})
  void certificateThatOthersIssuedIsRefused(String issuer) throws Exception {
    try (Program openssl = serve("self")) {
      assertThatThrownBy(
              () -> connect(client(Trust.ofPem(file(issuer + ".pem"))), openssl, "a.example"))
          .isInstanceOf(SSLException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"self", "leaf"})
  void jdkClientReportsEmptyNameAsReason(String name) throws Exception {
    for (Trust trust : List.of(Trust.insecureTrustAll(), Trust.ofPem(file(name + ".pem")))) {
      try (Program openssl = serve(name)) {
        assertThatThrownBy(
                () -> connect(TlsClient.of(trust).engine(TlsEngine.JDK), openssl, "a.example"))
            .isInstanceOf(SSLException.class)
            .hasMessageMatching(
                "TLS handshake with 127.0.0.1:\\d+: the certificate has an empty issuer or"
                    + " subject, which the JDK's engine does not support .OpenSSL does.");
      }
    }
  }

  @Test
  void trustedClientCertificateWithoutNamesIsAccepted() throws Exception {
    needs(TlsEngine.OPENSSL);
    TlsServer tls =
        TlsServer.of(identity("self"))
            .requireClientCertificates(Trust.ofPem(file("rsa.pem")))
            .engine(TlsEngine.OPENSSL);
    try (Serving serving = Serving.echo(tls::accept);
        Program openssl =
            Program.start(
                "openssl",
                List.of("s_client", "-connect", "127.0.0.1:" + serving.port(), "-quiet"),
                List.of("-cert", file("rsa.pem"), "-key", file("rsa.key"), "-no_ign_eof"))) {
      openssl.say("hello\n").awaitOutput("hello\n").endInput();
      assertThat(openssl.end().status()).isZero();
      assertThat(serving.facts.take().peerCertificates()).containsExactly(certificate("rsa"));
    }
  }

  @Test
  void encodingsAndNamesAreThoseOfTheOriginal() throws Exception {
    for (String name : List.of("self", "rsa", "pss", "leaf", "nested", "empty-ca")) {
      byte[] der = Pem.parse(file(name), Files.readAllBytes(file(name + ".pem"))).getFirst().der();
      X509Certificate certificate = Certificates.parse(der);
      assertThat(certificate.getEncoded()).isEqualTo(der);
      assertThat(certificate.getTBSCertificate())
          .isEqualTo(Asn1.parse(der).sequence(3).getFirst().encoded());
      assertThat(certificate.getSubjectX500Principal()).isEqualTo(new X500Principal(""));
      assertThat(certificate.getIssuerX500Principal())
          .isEqualTo(new X500Principal(name.equals("leaf") ? "CN=ca" : ""));
      assertThat(certificate).isEqualTo(certificate(name)).hasSameHashCodeAs(certificate(name));
      assertThat(certificate.getPublicKey()).isNotNull();
      assertThat(Certificates.name(certificate))
          .isEqualTo(
              switch (name) {
                case "nested" -> "'a.example'";
                case "empty-ca" -> "''";
                case "leaf" -> "'a.example, 127.0.0.1'";
                default -> "'a.example, localhost, 127.0.0.1'";
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"self/self", "rsa/rsa", "pss/pss", "leaf/ca", "nested/empty-ca"})
  void signatureIsVerifiedOverTheOriginal(String names) throws Exception {
    X509Certificate certificate = certificate(names.split("/")[0]);
    PublicKey key = certificate(names.split("/")[1]).getPublicKey();
    certificate.verify(key);
    certificate.verify(key, (String) null);
    byte[] changed = certificate.getEncoded();
    changed[30] ^= 1; // within the serial number or behind it, and not in a name
    X509Certificate forged = Certificates.parse(changed);
    assertThat(forged).isNotEqualTo(certificate);
    assertThatThrownBy(() -> forged.verify(key)).isInstanceOf(SignatureException.class);
  }

  @Test
  void changedBytesAreRefusedOrRead() throws Exception {
    byte[] der = certificate("self").getEncoded();
    Seeds.each(
        3000,
        random -> {
          byte[] changed = der.clone();
          for (int i = random.nextInt(1, 4); i > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }
          try {
            assertThat(Certificates.parse(changed).getEncoded()).isEqualTo(changed);
          } catch (CertificateException e) {
            assertThat(e.getMessage()).isNotEmpty();
          }
        });
  }

  @Test
  void keyStoreWithEmptyNameIsNotReportedAsWrongPassword() throws Exception {
    authority.openssl(
        "pkcs12 -export -in self.pem -inkey self.key -out self.p12 -passout pass:secret");
    assertThatThrownBy(() -> KeyFile.read(file("self.p12"), "secret"::toCharArray))
        .hasMessageContaining("self.p12: key store has a certificate with an empty");
  }
}
