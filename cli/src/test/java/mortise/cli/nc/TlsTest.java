package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import mortise.cli.Mortise;
import mortise.testing.KernelFeature;
import mortise.testing.NeedsKernel;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** --ssl and what belongs to it, at both ends, with ours and with others. */
class TlsTest {
  private static final List<Object> LISTEN = List.of("-v", "-l", "127.0.0.1", 0);

  @TempDir Path folder;

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return bytes;
  }

  /** Ours listens, and talks with a client that is ours too. */
  private void converse(List<?> listener, List<?> client) throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl", listener);
        Nc peer = Nc.start("127.0.0.1", server.port(), "--ssl", client)) {
      converse(server, peer);
    }
  }

  /** Both say something large at once, and hear the other. */
  private static void converse(Nc server, Nc peer) throws Exception {
    byte[] fromPeer = random(700_001);
    byte[] fromServer = random(500_003);
    Thread saying =
        Thread.ofVirtual()
            .start(() -> {
              try {
                server.say(fromServer);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    peer.say(fromPeer);
    saying.join();
    Until.holds(() -> peer.bytes().length == fromServer.length);
    Until.holds(() -> server.bytes().length == fromPeer.length);
    peer.endInput();
    server.endInput();
    assertThat(peer.end().status()).as("%s", peer).isZero();
    assertThat(server.end().status()).as("%s", server).isZero();
    assertThat(Arrays.equals(peer.bytes(), fromServer)).isTrue();
    assertThat(Arrays.equals(server.bytes(), fromPeer)).isTrue();
  }

  /** The listener's sentence and the client's, where there is to be no conversation. */
  private String refused(List<?> listener, List<?> client) throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl", listener);
        Nc peer = Nc.start("127.0.0.1", server.port(), "--ssl", client).endInput()) {
      int status = peer.end().status();
      server.endInput();
      assertThat(Math.max(status, server.end().status())).as("%s%s", peer, server).isEqualTo(1);
      return peer.err() + server.err();
    }
  }

  private List<Object> identity(String name) {
    return List.of(
        "--ssl-cert", folder.resolve(name + ".pem"), "--ssl-key", folder.resolve(name + ".key"));
  }

  @Test
  void temporaryCertificateServesAndItsFingerprintIsShown() throws Exception {
    converse(List.of(), List.of());
    try (Nc server = Nc.start(LISTEN, "--ssl")) {
      int port = server.port();
      assertThat(server.err())
          .contains("Generating a temporary P-256 key.")
          .containsPattern("SHA-1 fingerprint: ([0-9A-F]{4} ){9}[0-9A-F]{4}\n")
          .containsPattern("SHA-256 fingerprint: ([0-9A-F]{2}:){31}[0-9A-F]{2}\n");
      try (Program openssl =
          Program.start(
              "sh",
              "-c",
              "openssl s_client -connect 127.0.0.1:%d </dev/null | openssl x509 -noout -fingerprint -sha256 -ext subjectAltName"
                  .formatted(port))) {
        String shown = server.err().replaceAll("(?s).*SHA-256 fingerprint: ([0-9A-F:]+)\n.*", "$1");
        assertThat(openssl.end().out()).contains(shown).contains("IP Address:127.0.0.1");
      }
    }
  }

  @Test
  void pinnedByTrustfileThePeerIsVerified() throws Exception {
    new Certificates(folder).selfSigned("mine", "localhost");
    Path trusted = folder.resolve("mine.pem");
    List<Object> knows = List.of("--ssl-trustfile", trusted, "--ssl-servername", "localhost");
    converse(identity("mine"), knows);
    assertThat(refused(identity("mine"), List.of("--ssl-verify"))).contains("certificat");
    assertThat(refused(identity("mine"), List.of("--ssl-trustfile", trusted)))
        .contains("127.0.0.1");
    assertThat(
            refused(
                identity("mine"),
                List.of("--ssl-trustfile", trusted, "--ssl-servername", "other.example")))
        .contains("other.example");
  }

  @Test
  void listenerThatVerifiesWantsACertificate() throws Exception {
    new Certificates(folder).selfSigned("mine", "localhost").selfSigned("client", "somebody");
    List<String> wants =
        Program.words(identity("mine"), "--ssl-trustfile", folder.resolve("client.pem"));
    converse(wants, identity("client"));
    assertThat(refused(wants, List.of())).contains("certificate");
    assertThat(refused(wants, identity("mine"))).contains("certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void keysOfOldServe(String kind) throws Exception {
    Certificates certificates = new Certificates(folder);
    if (kind.equals("rsa")) {
      certificates.oldRsa(kind);
    } else {
      certificates.oldEc(kind);
    }
    converse(
        identity(kind),
        List.of(
            "--ssl-trustfile", certificates.file(kind + ".pem"), "--ssl-servername", "localhost"));
  }

  @ParameterizedTest
  @CsvSource({"1.2,1.2,TLSv1.2", "1.3,1.3,TLSv1.3", "1.0,1.2,TLSv1.2"})
  void versionsAreKept(String min, String max, String agreed) throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl");
        Nc peer =
            Nc.start(
                "-v",
                "127.0.0.1",
                server.port(),
                "--ssl-min-version",
                min,
                "--ssl-max-version",
                max)) {
      peer.awaitError(agreed + ", ");
      server.awaitError(agreed + ", ");
      converse(server, peer);
    }
  }

  @Test
  void versionsThatNobodySharesAreRefused() throws Exception {
    assertThat(refused(List.of("--ssl-max-version", "1.2"), List.of("--ssl-min-version", "1.3")))
        .containsIgnoringCase("version");
  }

  @Test
  void ciphersAreThoseOfTheList() throws Exception {
    String suite = "ECDHE-ECDSA-CHACHA20-POLY1305";
    try (Nc server = Nc.start(LISTEN, "--ssl", "--ssl-max-version", "1.2");
        Nc peer = Nc.start("-v", "127.0.0.1", server.port(), "--ssl-ciphers", suite)) {
      peer.awaitError("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305");
      converse(server, peer);
    }
  }

  @Test
  void alpnProtocolIsNegotiated() throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl", "--ssl-alpn", "h2,http/1.1");
        Nc peer = Nc.start("-v", "127.0.0.1", server.port(), "--ssl-alpn", "http/1.1,h2")) {
      peer.awaitError("ALPN h2");
      converse(server, peer);
    }
  }

  @Test
  void unixSocketsCarryTlsToo() throws Exception {
    Path path = folder.resolve("socket");
    try (Nc server = Nc.start("-v", "-lU", path, "--ssl")) {
      server.awaitError("Listening on ");
      try (Nc peer = Nc.start("-U", path, "--ssl")) {
        converse(server, peer);
      }
    }
  }

  @NeedsKernel(KernelFeature.VSOCK)
  @Test
  void vsockCarriesTlsToo() throws Exception {
    try (Nc server = Nc.start("-v", "-l", "--vsock", "local", 0, "--ssl");
        Nc peer = Nc.start("--vsock", "local", server.vsockPort(), "--ssl")) {
      converse(server, peer);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ncatAndOursUnderstandEachOther(boolean oursListens) throws Exception {
    byte[] bytes = random(300_007);
    Path file = Files.write(folder.resolve("bytes"), bytes);
    if (oursListens) {
      // A TLS 1.3 server of this JVM may send tickets, which ncat leaves unread.
      try (Nc server = Nc.start(LISTEN, "--ssl", "--ssl-max-version", "1.2");
          Program ncat =
              Program.start(
                  "sh", "-c", "ncat --ssl --send-only 127.0.0.1 " + server.port() + " <" + file)) {
        assertThat(ncat.end()).isEqualTo(new Program.Ended(0, "", ""));
        assertThat(server.end().status()).as("%s", server).isZero();
        assertThat(Arrays.equals(server.bytes(), bytes)).isTrue();
      }
    } else {
      int port = FreePort.tcp();
      try (Program ncat =
              Program.start("sh", "-c", "ncat -l --ssl --send-only 127.0.0.1 " + port + " <" + file)
                  .awaitListening(port);
          Nc peer = Nc.start("-v", "--ssl", "127.0.0.1", port)) {
        assertThat(peer.end().status()).as("%s", peer).isZero();
        assertThat(Arrays.equals(peer.bytes(), bytes)).isTrue();
        assertThat(peer.err()).contains("not verified").contains("SHA-1 fingerprint: ");
        ncat.end();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void opensslAndOursUnderstandEachOther(boolean oursListens) throws Exception {
    new Certificates(folder).selfSigned("mine", "localhost");
    Path trusted = folder.resolve("mine.pem");
    if (oursListens) {
      try (Nc server = Nc.start(LISTEN, identity("mine"));
          Program openssl =
              Program.start(
                  List.of("openssl", "s_client", "-quiet", "-verify_return_error"),
                  List.of("-CAfile", trusted, "-servername", "localhost"),
                  List.of("-connect", "127.0.0.1:" + server.port()))) {
        openssl.say("from openssl\n");
        server.awaitOutput("from openssl\n").say("from ours\n");
        openssl.awaitOutput("from ours");
      }
    } else {
      int port = FreePort.tcp();
      try (Program openssl =
              Program.start(
                      List.of("openssl", "s_server", "-quiet", "-naccept", 1, "-accept", port),
                      List.of("-cert", trusted, "-key", folder.resolve("mine.key")))
                  .awaitListening(port);
          Nc peer = Nc.start("--ssl-trustfile", trusted, "localhost", port)) {
        peer.say("from ours\n");
        openssl.awaitOutput("from ours\n").say("from openssl\n");
        peer.awaitOutput("from openssl");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--ssl-cert /no/such.pem|/no/such.pem: no such file",
        "--ssl-trustfile /no/such.pem|/no/such.pem: no such file",
        "--ssl-ciphers FOO|--ssl-ciphers: cipher list 'FOO' matches no cipher suite",
        "--ssl-min-version 3|--ssl-min-version: \"3\" is not a TLS version",
        "--ssl-min-version 1.3 --ssl-max-version 1.2|No TLS version is between --ssl-min-version"
            + " 1.3 and --ssl-max-version 1.2",
        "--ssl-max-version 1.1|--ssl-max-version 1.1: TLS versions before 1.2",
        "--ssl-alpn a,,b|invalid --ssl-alpn \"a,,b\" (expected names",
        "--ssl-cert /etc/passwd|/etc/passwd: no certificate found"
      })
  void whatIsWrongIsSaidInOneSentence(String options, String sentence) throws Exception {
    List<String> words = List.of(options.split(" "));
    for (List<?> mode : List.of(LISTEN, List.of("-v", "127.0.0.1", 1))) {
      try (Nc nc = Nc.start(mode, words).endInput()) {
        assertThat(nc.end().status()).as("%s", nc).isEqualTo(2);
        assertThat(nc.err().lines().filter(line -> line.contains(sentence))).hasSize(1);
        assertThat(nc.err().lines()).hasSizeLessThanOrEqualTo(2);
      }
    }
  }

  /**
   * ncat with --send-only reads nothing. An end of ours that lay unread in it when it closed made
   * that a reset, and cut off what had not come yet.
   */
  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void whoOnlySendsIsNotCutOffByOurEnd(String version) throws Exception {
    Path file = Files.write(folder.resolve("bytes"), random(3_000_017));
    Path received = folder.resolve("received");
    int port = FreePort.tcp();
    List<Object> listen = List.of("-l", "--ssl", "--ssl-max-version", version, "127.0.0.1", port);
    // In a JVM of its own, which sends no tickets: ncat leaves them unread too.
    try (Program server =
            Mortise.start("nc", listen, "-o", received).endInput().awaitListening(port);
        Program ncat =
            Program.start("sh", "-c", "ncat --ssl --send-only 127.0.0.1 " + port + " <" + file)) {
      assertThat(ncat.end()).isEqualTo(new Program.Ended(0, "", ""));
      assertThat(server.end().status()).isZero();
      assertThat(Files.mismatch(file, received)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void whoOnlyReceivesHearsTheEndOfNothing(String version) throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl", "--ssl-max-version", version).endInput();
        Program ncat = Program.start("ncat", "--ssl", "--recv-only", "127.0.0.1", server.port())) {
      assertThat(ncat.end()).isEqualTo(new Program.Ended(0, "", ""));
    }
  }

  @ParameterizedTest
  @CsvSource({"ECDHE-RSA-AES128-GCM-SHA256, 2048", "ECDHE-ECDSA-AES128-GCM-SHA256, 256"})
  void temporaryKeyIsOfTheKindThatTheCiphersWant(String cipher, int bits) throws Exception {
    try (Nc server = Nc.start(LISTEN, "--ssl", "--ssl-ciphers", cipher, "-k");
        Program openssl =
            Program.start(
                List.of("openssl", "s_client", "-tls1_2"),
                List.of("-connect", "127.0.0.1:" + server.port()))) {
      openssl.awaitOutput("Server public key is " + bits + " bit");
      openssl.awaitOutput("Cipher is " + cipher);
    }
  }

  @Test
  void passwordOfAKeyIsAskedForOnStandardInput() throws Exception {
    new Certificates(folder).oldRsa("mine").encrypt("mine", "secret");
    List<String> nc = Mortise.command("nc", LISTEN, identity("mine"));
    try (Program listener = Program.start(Program.onTerminal(nc))) {
      listener.awaitOutput("Password of " + folder.resolve("mine.key") + ": ");
      listener.say("secret\n");
      listener.awaitOutput("Listening on 127.0.0.1:");
      assertThat(listener.out()).doesNotContain("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"old", "new"})
  @NeedsLinux("a terminal beside standard input")
  void passwordOfAKeyIsAskedForOnTheTerminal(String kind) throws Exception {
    Certificates certificates = new Certificates(folder).oldRsa("mine");
    if (kind.equals("old")) {
      certificates.encrypt("mine", "secret");
    } else {
      certificates.encryptNow("mine", "secret");
    }
    List<String> nc = Mortise.command("nc", LISTEN, identity("mine"));
    // Standard input is not the terminal.
    try (Program listener =
        Program.start(Program.onTerminal("sh", "-c", "exec \"$@\" </dev/null", "sh", nc))) {
      listener.awaitOutput("Password of " + folder.resolve("mine.key") + ": ");
      listener.say("secret\n");
      listener.awaitOutput("Listening on 127.0.0.1:");
      assertThat(listener.out()).doesNotContain("secret");
    }
    // No terminal at all.
    try (Program listener = Program.start("setsid", "-w", nc)) {
      Program.Ended ended = listener.endInput().end();
      assertThat(ended.status()).isEqualTo(2);
      assertThat(ended.err())
          .contains("mine.key: private key is encrypted, and no password was given");
    }
  }
}
