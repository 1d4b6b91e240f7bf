package mortise.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mortise.cli.hub.HubSettings;
import mortise.cli.hub.RoomMember;
import mortise.testing.Program;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sentence for every refusal. */
class RefusalTest {
  @TempDir private Path folder;

  private NatsRoom join(String url, Path credentials, Path trust) throws IOException {
    HubSettings settings = HubSettings.parse(url).with(credentials, trust, "a", false);
    return NatsRoom.join(settings, new Recorder(), RoomTimes.USUAL);
  }

  private AbstractThrowableAssert<?, ?> refusal(String url, Path credentials, Path trust) {
    return assertThatThrownBy(() -> join(url, credentials, trust).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void serverThatIsNotThere() throws Exception {
    int port = NatsServer.freePort();
    refusal("nats://127.0.0.1:" + port + "/r", null, null)
        .hasMessage("hub nats://127.0.0.1:" + port + ": connection refused; no server is there");
  }

  @Test
  void unknownHost() {
    refusal("nats://nowhere.invalid/r", null, null)
        .hasMessageStartingWith("hub nats://nowhere.invalid:4222: unknown host");
  }

  @Test
  void wrongPassword() throws Exception {
    try (NatsServer server = NatsServer.start("--user", "me", "--pass", "p%s:w")) {
      String host = "127.0.0.1:" + server.port() + "/r";
      refusal("nats://me:wrong@" + host, null, null)
          .hasMessageContaining("the server refuses this login")
          .hasMessageNotContaining("wrong");
      refusal("nats://" + host, null, null).hasMessageContaining("the server refuses this login");
      join("nats://me:p%25s%3Aw@" + host, null, null).close();
      Path file = Files.writeString(folder.resolve("login"), "me:p%s:w\n");
      join("nats://" + host, file, null).close();
    }
  }

  @Test
  void credentialsThatAreNone() throws Exception {
    Path file = Files.writeString(folder.resolve("none"), "a\nb\n");
    refusal("nats://127.0.0.1:1/r", file, null)
        .hasMessageContaining("expected a NATS credentials file, a seed (SU...)");
    refusal("nats://127.0.0.1:1/r", folder.resolve("missing"), null)
        .hasMessageContaining("cannot read the hub's credentials")
        .hasMessageContaining("no such file");
  }

  @Test
  void seedSignsIn() throws Exception {
    byte[] bytes = new byte[32];
    bytes[3] = 77;
    String text = Seed.format(bytes);
    Path config =
        Files.writeString(
            folder.resolve("conf"),
            "authorization { users = [ { nkey: " + Seed.parse(text).publicKey() + " } ] }\n");
    try (NatsServer server = NatsServer.start("-c", config)) {
      Path seed = Files.writeString(folder.resolve("seed"), text + "\n");
      join(server.url() + "/r", seed, null).close();
      bytes[3] = 78;
      Path other = Files.writeString(folder.resolve("other"), Seed.format(bytes));
      refusal(server.url() + "/r", other, null)
          .hasMessageContaining("the server refuses this login");
    }
  }

  /** NATS's client gives up then; the node goes on without the hub and says so. */
  @Test
  void loginThatIsRefusedAfterARestartEndsTheLink() throws Exception {
    Recorder news = new Recorder();
    try (NatsServer server = NatsServer.start("--user", "me", "--pass", "old")) {
      String url = "nats://me:old@127.0.0.1:" + server.port() + "/r";
      HubSettings settings = HubSettings.parse(url).with(null, null, "a", false);
      try (NatsRoom room = NatsRoom.join(settings, news, RoomTimes.USUAL)) {
        server.kill();
        server.startAgain("--user", "me", "--pass", "new");
        String end =
            server.url()
                + ": disconnected for good, start anew to connect again: the server refuses this login";
        news.awaitNews(end);
        assertThatThrownBy(() -> room.publish(new RoomMember("a", 4, "x"), new byte[1]))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(end);
        assertThat(room.stats().refused()).isOne();
      }
    }
  }

  /** With an operator and an account of the test's own, and JWTs as nsc would make them. */
  @Test
  void credentialsFileWithJwtSignsIn() throws Exception {
    Issuer operator = new Issuer(1, Issuer.OPERATOR);
    Issuer account = new Issuer(2, Issuer.ACCOUNT);
    Issuer user = new Issuer(3, Issuer.USER);
    Issuer other = new Issuer(4, Issuer.USER);
    Path config =
        Files.writeString(
            folder.resolve("conf"),
            "operator: "
                + operator.jwt(operator, "operator")
                + "\nresolver: MEMORY\nresolver_preload: { "
                + account.key()
                + ": "
                + operator.jwt(account, "account")
                + " }\n");
    try (NatsServer server = NatsServer.start("-c", config)) {
      String url = server.url() + "/r";
      Path mine = Files.writeString(folder.resolve("mine"), user.file(account.jwt(user, "user")));
      join(url, mine, null).close();
      Path wrong =
          Files.writeString(folder.resolve("wrong"), other.file(account.jwt(user, "user")));
      refusal(url, wrong, null).hasMessageContaining("the server refuses this login");
      Path self = Files.writeString(folder.resolve("self"), user.file(user.jwt(user, "user")));
      refusal(url, self, null).hasMessageContaining("the server refuses this login");
    }
  }

  @Test
  void serverThatIsFull() throws Exception {
    Path config = Files.writeString(folder.resolve("conf"), "max_connections: 1\n");
    try (NatsServer server = NatsServer.start("-c", config);
        NatsRoom first = join(server.url() + "/r", null, null)) {
      assertThat(first.node()).isEqualTo("a");
      refusal(server.url() + "/r", null, null).hasMessageContaining("the server is full");
    }
  }

  @Test
  void serverWithoutStreams() throws Exception {
    try (NatsServer server = NatsServer.start()) {
      HubSettings durable = HubSettings.parse(server.url() + "/r").with(null, null, "a", true);
      assertThatThrownBy(() -> NatsRoom.join(durable, new Recorder(), RoomTimes.USUAL).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the server has no JetStream, which --durable needs");
    }
  }

  @Test
  void tlsVerifiesTheServerAndItsName() throws Exception {
    Path cert = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    try (Program openssl =
        Program.start(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            key,
            "-out",
            cert)) {
      assertThat(openssl.end().status()).isZero();
    }
    String tls = "tls { cert_file: '" + cert + "', key_file: '" + key + "', timeout: 30 }\n";
    Path config = Files.writeString(folder.resolve("conf"), tls);
    try (NatsServer server = NatsServer.start("-c", config)) {
      String named = "tls://localhost:" + server.port() + "/r";
      join(named, null, cert).close();
      refusal(named, null, null)
          .hasMessageContaining("TLS: the certificate was not issued by a trusted CA");
      refusal("tls://127.0.0.1:" + server.port() + "/r", null, cert)
          .hasMessageContaining("TLS: the certificate is not for this host");
      refusal("nats://localhost:" + server.port() + "/r", null, null).hasMessageContaining("TLS");
    }
    try (NatsServer plain = NatsServer.start()) {
      refusal("tls://localhost:" + plain.port() + "/r", null, cert).hasMessageContaining("TLS");
    }
  }
}
