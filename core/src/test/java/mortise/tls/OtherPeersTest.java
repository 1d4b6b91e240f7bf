package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.net.ssl.SSLException;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.TlsInfo;
import mortise.sys.Openssl;
import mortise.testing.Loopback;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with curl, Python's ssl and socat as peers. */
final class OtherPeersTest {
  @TempDir private static Path folder;
  private static Authority authority;
  private static Authority.Issued server;
  private static Authority.Issued client;

  @BeforeAll
  static void issue() throws Exception {
    authority = Authority.in(folder);
    server = authority.issue("localhost", "127.0.0.1");
    client = authority.issueRsa("client");
  }

  static void serveHttp(Connection connection) throws IOException {
    StringBuilder request = new StringBuilder();
    byte[] some = new byte[1000];
    while (request.indexOf("\r\n\r\n") < 0) {
      int count = connection.read(some);
      if (count < 0) {
        return;
      }
      request.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
    }
    String who =
        connection.tls().orElseThrow().peerCertificates().stream()
            .findFirst()
            .map(certificate -> "" + certificate.getSubjectX500Principal())
            .orElse("nobody");
    String body = "hello " + who + "\n";
    connection.write(
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(body.length(), body)
            .getBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void curlGetsAPage(String version) throws Exception {
    TlsServer tls =
        TlsServer.of(server.identity())
            .alpnProtocols("http/1.1")
            .askClientCertificates(authority.trust());
    try (Serving serving = Serving.of(Loopback.TCP4, tls::accept, OtherPeersTest::serveHttp);
        Program curl =
            Program.start(
                "curl",
                "-sS",
                "--cacert",
                authority.certificate(),
                "--tls-max",
                version,
                "https://127.0.0.1:" + serving.port() + "/");
        Program named =
            Program.start(
                "curl",
                "-sS",
                "--cacert",
                authority.certificate(),
                "--tls-max",
                version,
                "--cert",
                client.chain(),
                "--key",
                client.key(),
                "https://127.0.0.1:" + serving.port() + "/")) {
      assertThat(curl.end()).isEqualTo(new Program.Ended(0, "hello nobody\n", ""));
      assertThat(named.end()).isEqualTo(new Program.Ended(0, "hello CN=client\n", ""));
      assertThat(serving.failures).isEmpty();
    }
  }

  @Test
  void plainHttpClientIsReported() throws Exception {
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program curl = Program.start("curl", "-sS", "http://127.0.0.1:" + serving.port() + "/")) {
      assertThat(curl.end().status()).isEqualTo(52); // empty reply, and no reset
      assertThat(serving.failures.take())
          .hasMessageMatching(
              "TLS handshake with 127.0.0.1:\\d+: expected a TLS handshake but was \"GET / HT\"");
    }
  }

  private static final String CLIENT =
      """
      import ssl
      context = ssl.create_default_context(cafile=sys.argv[2])
      plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
      with context.wrap_socket(plain, server_hostname="localhost") as s:
          s.sendall(b"x" * 1000000)
          count = 0
          while count < 1000000:
              count += len(s.recv(65536))
          print(count, s.version())
          s.unwrap()
          print("ended in order")
      """;

  @Test
  void pythonsClientTalksAndEndsInOrder() throws Exception {
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program python = Python.start(CLIENT, serving.port(), authority.certificate())) {
      assertThat(python.end()).isEqualTo(Python.printed("1000000 TLSv1.3\nended in order\n"));
      assertThat(serving.failures).isEmpty();
    }
  }

  private static final String SERVER =
      """
      import ssl
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(sys.argv[2], sys.argv[3])
      context.set_alpn_protocols(["b", "a"])
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(sys.argv[1])
      listener.listen()
      s = context.wrap_socket(listener.accept()[0], server_side=True)
      print(s.version(), s.selected_alpn_protocol())
      count = 0
      while data := s.recv(65536):
          s.sendall(data)
          count += len(data)
      print(count)
      s.unwrap()
      """;

  @Test
  void pythonsServerTalksOverUnixAndEndsInOrder(@TempDir Path place) throws Exception {
    Path path = place.resolve("s");
    try (Program python = Python.start(SERVER, path, server.chain(), server.key())) {
      python.awaitListening(path);
      Socket socket = Socket.open(Family.UNIX, Type.STREAM);
      socket.connect(Unix.of(path));
      TlsClient tls = TlsClient.of(authority.trust()).alpnProtocols("a");
      try (Connection connection = tls.connect(Connection.of(socket), "localhost")) {
        byte[] some = new byte[50_000];
        connection.write(some);
        for (int count = 0; count < some.length; ) {
          count += connection.read(some);
        }
        connection.closeWrite();
        assertThat(connection.read(some)).isEqualTo(-1);
        assertThat(python.end()).isEqualTo(Python.printed("TLSv1.3 a\n50000\n"));
      }
    }
  }

  private static final String RESUMING =
      """
      import ssl
      version = ssl.TLSVersion[sys.argv[5]]
      context = ssl.create_default_context(cafile=sys.argv[2])
      context.load_cert_chain(sys.argv[3], sys.argv[4])
      context.minimum_version = context.maximum_version = version
      context.set_alpn_protocols(["imap", "h2"])
      session = None
      for i in range(3):
          plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
          s = context.wrap_socket(plain, server_hostname="localhost", session=session)
          s.sendall(b"x")
          s.recv(1)
          session = s.session
          print(s.session_reused, s.selected_alpn_protocol())
          s.unwrap()
      """;

  @ParameterizedTest
  @CsvSource({"OPENSSL, TLSv1_2", "OPENSSL, TLSv1_3", "JDK, TLSv1_2", "JDK, TLSv1_3"})
  void pythonsClientResumesWithItsCertificate(TlsEngine engine, String version) throws Exception {
    assumeTrue(engine == TlsEngine.JDK || Openssl.problem() == null, Openssl::problem);
    TlsServer tls =
        TlsServer.of(server.identity())
            .requireClientCertificates(authority.trust())
            .alpnProtocols("h2")
            .engine(engine);
    try (Serving serving = Serving.echo(tls::accept);
        Program python =
            Python.start(
                RESUMING,
                serving.port(),
                authority.certificate(),
                client.chain(),
                client.key(),
                version)) {
      assertThat(python.end()).isEqualTo(Python.printed("False h2\nTrue h2\nTrue h2\n"));
      for (boolean resumed : new boolean[] {false, true, true}) {
        TlsInfo info = serving.facts.take();
        assertThat(info.resumed()).isEqualTo(resumed);
        assertThat(info.peerCertificates()) // perhaps with the authority's behind it
            .startsWith(client.identity().chain().getFirst());
      }
      assertThat(serving.failures).isEmpty();
    }
  }

  /** A server that requires client certificates, and a client with a certificate. */
  private static final String NGINX =
      """
      load_module /usr/lib/nginx/modules/ngx_stream_module.so;
      daemon off;
      pid FOLDER/pid;
      error_log stderr;
      events {}
      stream {
        ssl_certificate SERVER.pem;
        ssl_certificate_key SERVER.key;
        ssl_client_certificate CA;
        ssl_verify_client on;
        ssl_protocols VERSION;
        ssl_session_cache shared:s:1m;
        server {
          listen unix:FOLDER/front ssl;
          proxy_pass 127.0.0.1:PORT;
          proxy_ssl on;
          proxy_ssl_verify on;
          proxy_ssl_trusted_certificate CA;
          proxy_ssl_name localhost;
          proxy_ssl_server_name on;
          proxy_ssl_protocols VERSION;
          proxy_ssl_certificate CLIENT.pem;
          proxy_ssl_certificate_key CLIENT.key;
        }
      }
      """;

  @ParameterizedTest
  @CsvSource({"OPENSSL, TLSv1.2", "OPENSSL, TLSv1.3", "JDK, TLSv1.2", "JDK, TLSv1.3"})
  void nginxTalksAsServerAndAsClient(TlsEngine engine, String version, @TempDir Path place)
      throws Exception {
    assumeTrue(engine == TlsEngine.JDK || Openssl.problem() == null, Openssl::problem);
    TlsServer tls =
        TlsServer.of(server.identity()).requireClientCertificates(authority.trust()).engine(engine);
    TlsClient user = TlsClient.of(authority.trust()).identity(client.identity()).engine(engine);
    try (Serving serving = Serving.echo(tls::accept)) {
      String text =
          NGINX
              .replace("FOLDER", "" + place)
              .replace("SERVER.", withoutSuffix(server.chain()))
              .replace("CLIENT.", withoutSuffix(client.chain()))
              .replace("CA", "" + authority.certificate())
              .replace("VERSION", version)
              .replace("PORT", "" + serving.port());
      Path file = Files.writeString(place.resolve("configuration"), text);
      try (Program nginx = Program.start("nginx", "-p", place, "-e", "stderr", "-c", file)) {
        nginx.awaitListening(place.resolve("front"));
        for (int i = 0; i < 3; i++) {
          talk(user, place.resolve("front"), version);
        }
        for (int i = 0; i < 3; i++) {
          TlsInfo info = serving.facts.take();
          assertThat(info.protocol()).isEqualTo(version);
          assertThat(info.serverName()).contains("localhost");
          if (engine == TlsEngine.OPENSSL) { // the JDK's resumes no TLS 1.2 with nginx
            assertThat(info.resumed()).isEqualTo(i > 0);
          }
          assertThat(info.peerCertificates()) // perhaps with the authority's behind it
              .startsWith(client.identity().chain().getFirst());
        }
        assertThat(serving.failures).isEmpty();
      }
    }
  }

  private static String withoutSuffix(Path file) {
    return file.toString().replaceFirst("pem$", "");
  }

  private static void talk(TlsClient user, Path path, String version) throws IOException {
    byte[] sent = new byte[300_000];
    new SplittableRandom(4).nextBytes(sent);
    Socket socket = Socket.open(Family.UNIX, Type.STREAM);
    socket.connect(Unix.of(path));
    try (Connection connection = user.connect(Connection.of(socket), "localhost")) {
      assertThat(connection.tls().orElseThrow().protocol()).isEqualTo(version);
      connection.write(sent);
      assertThat(connection.readExactly(sent.length)).isEqualTo(sent);
    }
  }

  @Test
  void socatsClientAndServerTalk(@TempDir Path place) throws Exception {
    Path pem = place.resolve("both.pem");
    authority.run("sh", "-c", "cat " + server.chain() + " " + server.key() + " > " + pem);
    try (Serving serving = Serving.echo(TlsServer.of(server.identity())::accept);
        Program socat =
            Program.start(
                "socat",
                "-",
                "OPENSSL:localhost:%d,pf=ip4,cafile=%s"
                    .formatted(serving.port(), authority.certificate()))) {
      socat.say("hello\n").awaitOutput("hello\n").endInput();
      assertThat(socat.end()).isEqualTo(new Program.Ended(0, "hello\n", ""));
    }
    try (Program socat =
        Program.start(
            "socat", "-dd", "OPENSSL-LISTEN:0,bind=127.0.0.1,verify=0,cert=" + pem, "PIPE")) {
      String log = socat.awaitError("listening on AF=2 127.0.0.1:").awaitError("\n").toString();
      int port =
          Integer.parseInt(log.replaceFirst("(?s).*listening on AF=2 127.0.0.1:(\\d+).*", "$1"));
      try (Connection connection =
          TlsClient.of(authority.trust())
              .connect(Connection.of(Socket.dial("127.0.0.1", port)), "localhost")) {
        connection.write("hello".getBytes());
        byte[] bytes = new byte[5];
        assertThat(connection.read(bytes)).isEqualTo(5);
        assertThat(new String(bytes)).isEqualTo("hello");
      }
    }
  }

  @Test
  void plainServerIsReported() throws Exception {
    try (Serving serving =
            Serving.of(
                Loopback.TCP4, plain -> plain, plain -> plain.write("220 mail\r\n".getBytes()));
        Connection plain = serving.dial()) {
      assertThatThrownBy(() -> TlsClient.system().connect(plain, "localhost"))
          .isInstanceOf(SSLException.class)
          .hasMessageEndingWith("expected a TLS handshake but was \"220 mail\"");
    }
  }
}
