package mortise.cli.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.tls.TlsClient;
import mortise.tls.Trust;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsRelayTest {
  /**
   * Says bytes and hears a number of bytes, over TLS, at the same time. In one thread: of OpenSSL's
   * connections no two threads may use one at once, and not every Python sees to that.
   */
  private static final String TALK =
      """
      import ssl, select, hashlib, os
      def talk(s, say, count):
          s.setblocking(False)
          said = 0
          heard = b''
          while len(heard) < count:
              select.select([s], [s] if said < len(say) else [], [], 0.01)
              try:
                  said += s.send(say[said:said + 65536]) if said < len(say) else 0
              except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                  pass
              try:
                  part = s.recv(65536)
                  if not part:
                      break
                  heard += part
              except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                  pass
          print(len(heard), hashlib.sha256(heard).hexdigest(), flush=True)
      """;

  @TempDir Path folder;

  @BeforeEach
  void makeCertificate() throws Exception {
    Path cert = folder.resolve("cert.pem");
    assertThat(
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
                    "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout",
                    folder.resolve("key.pem"),
                    "-out",
                    cert)
                .end()
                .status())
        .isZero();
  }

  private String identity() {
    return "cert=" + folder.resolve("cert.pem") + ",key=" + folder.resolve("key.pem");
  }

  private String trust() {
    return "ca=" + folder.resolve("cert.pem");
  }

  @Test
  void bytesPassThroughBothOfOurTls() throws Exception {
    try (Relaying echo = Relaying.start("tls-listen:127.0.0.1:0,fork," + identity(), "exec:cat");
        Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0", "tls:127.0.0.1:" + echo.port() + "," + trust());
        Talker socat =
            Talker.start(
                folder, 654_321, "socat", "-t", "60", "-", "TCP:127.0.0.1:" + relay.port())) {
      assertThat(socat.heard()).isEqualTo(socat.said());
      relay.end();
    }
  }

  @Test
  void pythonTalksThroughOurListener() throws Exception {
    String program =
        TALK
            + """
            c = ssl.create_default_context(cafile=sys.argv[2])
            raw = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
            say = os.urandom(321_123)
            talk(c.wrap_socket(raw, server_hostname='localhost'), say, len(say))
            print(len(say), hashlib.sha256(say).hexdigest())
            """;
    try (Relaying relay = Relaying.start("tls-listen:127.0.0.1:0," + identity(), "pipe");
        Program python = Python.start(program, relay.port(), folder.resolve("cert.pem"))) {
      Program.Ended ended = python.end();
      String[] lines = ended.out().split("\n");
      assertThat(lines).as(ended.err()).hasSize(2);
      assertThat(lines[0]).isEqualTo(lines[1]).startsWith("321123 ");
    }
  }

  @Test
  void opensslHearsUs() throws Exception {
    try (Relaying relay =
            Relaying.start("tls-listen:127.0.0.1:0,alpn=one+two," + identity(), "sh:echo hello");
        Program openssl =
            Program.start(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + relay.port(),
                "-alpn",
                "two",
                "-CAfile",
                folder.resolve("cert.pem"))) {
      openssl.awaitOutput("hello\n").awaitOutput("ALPN protocol: two");
    }
  }

  @Test
  void weHearOpenssl() throws Exception {
    int port = 7443;
    String host = "127.33." + ProcessHandle.current().pid() % 250 + ".1";
    try (Program server =
            Program.start(
                "socat",
                "OPENSSL-LISTEN:"
                    + port
                    + ",bind="
                    + host
                    + ",verify=0,cert="
                    + folder.resolve("cert.pem")
                    + ",key="
                    + folder.resolve("key.pem"),
                "EXEC:cat");
        Relaying relay =
            Relaying.start(
                "tcp-listen:127.0.0.1:0",
                "tls:" + host + ":" + port + ",sni=localhost,retry=3000,interval=20ms," + trust());
        Socket front = Socket.dial("127.0.0.1", relay.port())) {
      front.sendAll("question\n".getBytes(StandardCharsets.UTF_8));
      assertThat(front.recv(100)).asString(StandardCharsets.UTF_8).isEqualTo("question\n");
      front.shutdown(Shutdown.WR);
      relay.end();
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void listenerWithoutCertificateMakesOneAndTellsIt() throws Exception {
    try (Relaying relay = Relaying.start("tls-listen:127.0.0.1:0", "sh:echo hello")) {
      int port = relay.port();
      String print = relay.told("SHA-256 ").replaceAll("(?s).*SHA-256 (\\S+).*", "$1");
      TlsClient client = TlsClient.of(Trust.pinned(print));
      Connection plain = Connection.of(Socket.dial("127.0.0.1", port));
      try (Connection trusted = client.connect(plain, "localhost")) {
        assertThat(trusted.readLine(100)).isEqualTo("hello");
      }
    }
  }

  @Test
  void certificateThatIsNotTrustedIsRefused() throws Exception {
    try (Relaying echo = Relaying.start("tls-listen:127.0.0.1:0,fork," + identity(), "exec:cat")) {
      String to = "tls:127.0.0.1:" + echo.port();
      assertThat(Relaying.start("pipe", to).failure()).hasMessageStartingWith(to + ": ");
      try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", to + ",verify=no");
          Socket front = Socket.dial("127.0.0.1", relay.port())) {
        front.sendAll(new byte[] {9});
        assertThat(front.recv(1)).containsExactly(9);
      }
    }
  }

  @Test
  void clientsCertificateIsAskedFor() throws Exception {
    String listen = "tls-listen:127.0.0.1:0,fork," + identity() + "," + trust();
    try (Relaying echo = Relaying.start(listen, "exec:cat")) {
      String to = "tls:127.0.0.1:" + echo.port() + "," + trust();
      try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", to + "," + identity());
          Socket front = Socket.dial("127.0.0.1", relay.port())) {
        front.sendAll(new byte[] {9});
        assertThat(front.recv(1)).containsExactly(9);
      }
      try (Relaying relay = Relaying.start("tcp-listen:127.0.0.1:0", to);
          Socket front = Socket.dial("127.0.0.1", relay.port())) {
        front.sendAll(new byte[] {9});
        assertThat(relay.failure()).isNotNull();
      }
    }
  }

  @Test
  void whoDoesNotShakeHandsHoldsUpNobodyAndIsTurnedAway() throws Exception {
    String listen = "tls-listen:127.0.0.1:0,fork,handshake=300ms," + identity();
    try (Relaying echo = Relaying.start(listen, "exec:cat");
        Socket silent = Socket.dial("127.0.0.1", echo.port())) {
      Connection plain = Connection.of(Socket.dial("127.0.0.1", echo.port()));
      TlsClient client = TlsClient.of(Trust.ofPem(folder.resolve("cert.pem")));
      try (Connection other = client.connect(plain, "localhost")) {
        other.write("hello\n");
        assertThat(other.readLine(100)).isEqualTo("hello");
        // The alert of TLS, or nothing, and then the end.
        assertThat(silent.inputStream().readAllBytes().length).isLessThan(100);
        other.write("still here\n");
        assertThat(other.readLine(100)).isEqualTo("still here");
      }
    }
  }

  @Test
  void messagesPassThroughBothOfOurDtls() throws Exception {
    try (Relaying echo = Relaying.start("dtls-listen:127.0.0.1:0,fork," + identity(), "exec:cat");
        Relaying relay =
            Relaying.start(
                "udp-listen:127.0.0.1:0,fork", "dtls:127.0.0.1:" + echo.port() + "," + trust());
        Socket one = datagrams(relay.port());
        Socket two = datagrams(relay.port())) {
      for (Socket each : List.of(one, two, one)) {
        each.send("some words".getBytes(StandardCharsets.UTF_8));
        assertThat(each.recv(100)).asString(StandardCharsets.UTF_8).isEqualTo("some words");
      }
    }
  }

  private static Socket datagrams(int port) throws Exception {
    Socket socket = Socket.open(Family.INET, Type.DGRAM);
    socket.connect(Inet.of("127.0.0.1", port));
    return socket;
  }

  @Test
  void opensslTalksThroughOurDtlsListener() throws Exception {
    try (Relaying relay = Relaying.start("dtls-listen:127.0.0.1:0," + identity(), "exec:cat");
        Program openssl =
            Program.start(
                "openssl",
                "s_client",
                "-dtls1_2",
                "-quiet",
                "-connect",
                "127.0.0.1:" + relay.port(),
                "-CAfile",
                folder.resolve("cert.pem"))) {
      openssl.say("from openssl\n").awaitOutput("from openssl\n");
    }
  }

  @Test
  void dtlsOfAHostThatIsNotTrustedIsRefused() throws Exception {
    try (Relaying echo = Relaying.start("dtls-listen:127.0.0.1:0,fork", "exec:cat")) {
      String to = "dtls:127.0.0.1:" + echo.port();
      assertThat(Relaying.start("pipe", to).failure()).hasMessageStartingWith(to + ": ");
    }
  }
}
