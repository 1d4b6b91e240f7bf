package mortise.cli.nc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mortise.cli.Mortise;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers choose, names and words alike, is one escaped line on standard error at the most. */
final class HostileTextTest {
  /** How a line begins that only a peer writes. */
  private static final String FORGED = "FORGED";

  /** Line ends, escape sequences, C1 as UTF-8 and as bytes, DEL, bidi controls, no UTF-8. */
  private static final String HOSTILE =
      "x\n"
          + FORGED
          + "\r"
          + FORGED
          + "\u0085"
          + FORGED
          + "\u2028"
          + FORGED
          + "\033[2J\033]0;t\007\b\u009b31m\177\u202e\u2066\udc9b\udcff\udcc0\udcaf";

  private static final byte[] BYTES = ByteText.encode(HOSTILE);

  @TempDir Path folder;

  /** Standard error has no control character but the line feed, and no line of a peer. */
  private static void assertClean(String text) {
    assertThat(text.codePoints().filter(c -> c != '\n'))
        .as("%s", text)
        .noneMatch(c ->
            Character.isISOControl(c)
                || c >= 0xd800 && c < 0xe000
                || c == 0xfffd
                || c == 0x2028
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069);
    assertThat(text.lines()).as("%s", text).noneMatch(line -> line.startsWith(FORGED));
  }

  private static void assertClean(Nc nc) {
    assertClean(nc.err());
  }

  private static Socket bound(Type type, Unix name) throws IOException {
    Socket socket = Socket.open(Family.UNIX, type);
    socket.bind(name);
    return socket;
  }

  private List<Unix> names() {
    return List.of(Unix.of(ByteText.path(folder + "/" + HOSTILE)), Unix.ofAbstract(BYTES));
  }

  private void openssl(List<?>... arguments) throws Exception {
    try (Program openssl = Program.start("openssl", Program.words((Object[]) arguments))) {
      Program.Ended ended = openssl.end();
      assertThat(ended.status()).as("%s", ended).isZero();
    }
  }

  /** Subject and issuer have a line feed and the fingerprint that is wanted. */
  @Test
  void certificateForgesNoFingerprint() throws Exception {
    String line = "Ncat: SHA-256 fingerprint: " + FORGED;
    String subject =
        "/CN=x\n%s/O=a\r\033[2J\007\u007f\u0085\u009b/OU=\u202e\u2066\u2028".formatted(line);
    Path key = folder.resolve("key");
    Path certificate = folder.resolve("certificate");
    openssl(
        List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        List.of("-utf8", "-nodes", "-days", "2", "-subj", subject, "-keyout", key),
        List.of("-addext", "subjectAltName=DNS:x\033[2J\u007f", "-out", certificate));
    List<Object> own = List.of("--ssl-cert", certificate, "--ssl-key", key);
    List<Object> verified = List.of("--ssl-verify", "--ssl-trustfile", certificate);
    try (Nc server = Nc.start("-vv", "--json", "-l", "127.0.0.1", 0, "--ssl", own, verified)) {
      try (Nc peer = Nc.start("-vv", "--json", "--ssl", own, "127.0.0.1", server.port())) {
        peer.say("hello").endInput();
        server.awaitOutput("hello").endInput();
        peer.end();
        server.end();
        assertClean(peer);
        assertThat(peer.err()).contains("Subject: ", "Issuer: ", "\\x1b[2J", "\\u202e");
        assertThat(peer.err().lines())
            .filteredOn(said -> said.startsWith("Ncat: SHA-256 fingerprint: "))
            .singleElement()
            .asString()
            .doesNotContain(FORGED);
      }
      assertClean(server);
      assertThat(server.err()).contains("Subject: ");
    }
    try (Nc server = Nc.start("-v", "-l", "127.0.0.1", 0, "--ssl", own);
        Nc peer = Nc.start("-v", "--ssl", verified, "127.0.0.1", server.port())) {
      assertThat(peer.end().status()).isEqualTo(1);
      server.endInput().end();
      assertClean(peer);
      assertClean(server);
    }
  }

  @Test
  @NeedsLinux("abstract UNIX names")
  void clientOfUnixSocketIsOneLine() throws Exception {
    Path path = folder.resolve("listener");
    try (Nc server = Nc.start("-vv", "-lkU", "--json", "--report", "--hexdump", "--trace", path)) {
      server.awaitError("Listening");
      for (Unix name : names()) {
        try (Socket client = bound(Type.STREAM, name)) {
          client.connect(Unix.of(path));
          client.sendAll(BYTES);
        }
      }
      Until.holds(() -> server.err().split("\"closed\"", -1).length > names().size());
      assertThat(server.bytes()).hasSize(names().size() * BYTES.length);
      assertThat(server.err()).contains("\\x1b[2J");
      assertClean(server);
    }
  }

  @Test
  @NeedsLinux("UNIX datagrams")
  void senderOfDatagramIsOneLine() throws Exception {
    for (Unix name : names()) {
      Path path = folder.resolve("datagrams" + name.isAbstract());
      try (Nc server = Nc.start("-vv", "-luU", "--json", "--report", "--hexdump", path);
          Socket client = bound(Type.DGRAM, name)) {
        server.awaitError("Listening");
        client.connect(Unix.of(path));
        client.sendAll(BYTES);
        server.awaitBytes(BYTES.length).awaitError("\\x1b[2J");
        assertClean(server);
      }
    }
  }

  /** What one member sends reaches the terminals of all others. */
  @Test
  @NeedsLinux("abstract UNIX names")
  void memberOfChatIsOneLineForTheOthers() throws Exception {
    Path path = folder.resolve("chat");
    try (Nc server = Nc.start("-vv", "-lU", "--chat", path).awaitError("Listening");
        Socket hearer = Socket.open(Family.UNIX, Type.STREAM)) {
      hearer.connect(Unix.of(path));
      Connection heard = Connection.of(hearer);
      StringBuilder lines = new StringBuilder(heard.readLine(400) + heard.readLine(400));
      for (Unix name : names()) {
        try (Socket speaker = bound(Type.STREAM, name)) {
          speaker.connect(Unix.of(path));
          speaker.sendAll(BYTES);
          speaker.sendAll(ByteText.encode("y".repeat(1 << 16) + HOSTILE + "\nend\n"));
          String line;
          do {
            line = heard.readLine(1 << 18);
            assertThat(line).startsWith("<");
            lines.append('\n').append(line);
          } while (!line.endsWith(" end"));
        }
      }
      assertClean(lines.toString());
      assertClean(server);
    }
  }

  private static List<byte[]> answersOfProxies() {
    return List.of(
        answer("HTTP/1.1 500 a" + HOSTILE + "\r\n\r\n"),
        answer("HTTP/1.1 500 a\u0085\u009b31m\u202e\u2028\udc9b\udcff b\r\n\r\n"),
        answer("HTTP/1.1 503 " + "\u009b".repeat(8000) + "\r\n\r\n"),
        answer("HTTP/1.1 503 " + "\u009b".repeat(1 << 15) + "\r\n\r\n"),
        answer("HTTP/1.1 200 OK\r\nA: " + "b".repeat(1 << 16) + "\r\n\r\n"),
        answer("HTTP/1.1 407 a\r\nProxy-Authenticate: " + HOSTILE + "\r\nB: \033[2J\r\n\r\n"),
        answer("\033[2J" + HOSTILE.repeat(2000)));
  }

  private static byte[] answer(String text) {
    return ByteText.encode(text);
  }

  @ParameterizedTest
  @MethodSource("answersOfProxies")
  void answerOfProxyIsOneLine(byte[] answer) throws Exception {
    try (Server proxy =
        Server.open(
            Inet4.LOOPBACK,
            connection -> {
              connection.readLine(1000);
              connection.write(answer);
              connection.closeWrite();
              while (connection.read(new byte[1 << 16]) >= 0) {
                // Until the client has closed.
              }
            })) {
      Object way = List.of("--proxy", proxy.address(), "--proxy-auth", "a:b");
      try (Nc peer = Nc.start("-vv", "--json", way, "a.invalid", 1)) {
        peer.end();
        assertClean(peer);
      }
    }
  }

  private static List<List<String>> wrongProxies() {
    return List.of(
        List.of("--proxy", "127.0.0.1:1", "--proxy-auth", "a\r\n" + FORGED + ":secret"),
        List.of("--proxy", "127.0.0.1:1", "--proxy-auth", "a:secret\n"),
        List.of("--proxy", "http://a%0d%0aX:secret@127.0.0.1:1"),
        List.of("--proxy", "socks4://a%0d:secret@127.0.0.1:1"),
        List.of("--proxy", "http://b%FCcher:1"),
        List.of("--proxy", "127.0.0.1:1\r\n" + FORGED),
        List.of("--proxy", "a\r\n" + FORGED + ":1"));
  }

  @ParameterizedTest
  @MethodSource("wrongProxies")
  void proxyWithControlCharacterIsRefusedInOneSentence(List<String> proxy) throws Exception {
    Nc.Ended ended = Nc.run(new byte[0], proxy, "a.invalid", 1);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("Ncat: --proxy")
        .doesNotContain("secret");
    assertClean(ended.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--ssl-cert ODD --ssl-key ODD -l 127.0.0.1 0",
        "--lua-exec ODD 127.0.0.1 1",
        "--allowfile ODD -l 127.0.0.1 0",
        "--allow ODD -l 127.0.0.1 0",
        "--proxy ODD 127.0.0.1 1",
        "--proxy-type ODD --proxy a 127.0.0.1 1",
        "--ssl --ssl-servername ODD 127.0.0.1 1",
        "--ssl --ssl-ciphers ODD 127.0.0.1 1",
        "-w ODD 127.0.0.1 1",
        "-U ODD",
        "ODD 1",
        "127.0.0.1 ODD"
      })
  void argumentIsQuotedOnOneLine(String line) throws Exception {
    List<String> words =
        Stream.of(line.split(" ")).map(word -> word.replace("ODD", "/none/" + HOSTILE)).toList();
    Nc.Ended ended = Nc.run(new byte[0], words);
    assertThat(ended.status()).isNotZero();
    assertThat(ended.err().lines()).hasSize(1);
    assertClean(ended.err());
  }

  private static final List<String> REQUESTS =
      List.of(
          "GET /" + HOSTILE + " HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET http://a" + HOSTILE + "/ HTTP/1.1\r\nHost: a\r\n\r\n",
          "CONNECT a\033[2J\u009b\udc9b:80 HTTP/1.1\r\nHost: \033[2J\r\n\r\n",
          "CONNECT a%0d%0aX:1 HTTP/1.1\r\nHost: a%0d%0aX:1\r\n\r\n",
          "GET http://a.invalid/ HTTP/1.1\r\nHost: " + HOSTILE + "\r\n\r\n",
          "GET /d%0aX:%20y?\u009b\udcff HTTP/1.1\r\nHost: \u009b\udcff\u202e\r\n\r\n",
          "GET /d%0aX:%20y HTTP/1.1\r\nHost: a\r\nRange: \u009b\r\nIf-Range: \u009b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\u009b\udcff\033: " + HOSTILE + "\r\n\r\n",
          "\u009b\udcff / HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1." + HOSTILE + "\r\n\r\n",
          "GET /" + "\u009b".repeat(1 << 15) + " HTTP/1.1\r\nHost: a\r\n\r\n",
          HOSTILE.repeat(1000) + "\r\n\r\n");

  /** Sends a request; the head of an HTTP answer is printable and has no field of a peer. */
  private static void ask(Address server, String request) throws IOException {
    try (Socket socket = Socket.open(server.family(), Type.STREAM)) {
      socket.connect(server);
      byte[] answer;
      try {
        socket.sendAll(ByteText.encode(request));
        socket.shutdown(Shutdown.WR);
        answer = socket.inputStream().readAllBytes();
      } catch (IOException _) {
        // The server did not read all, so that its close was a reset.
        return;
      }
      String head = new String(answer, ISO_8859_1).replaceFirst("(?s)\r\n\r\n.*", "");
      if (head.startsWith("HTTP/")) {
        assertThat(head).matches("[ -~\r\n]*").doesNotContain("\nX:", "\n" + FORGED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  void requestToProxyServerIsOneLine(String type) throws Exception {
    try (Nc server = Nc.start("-vv", "--json", "-lk", "127.0.0.1", 0, "--proxy-type", type)) {
      Address address = Inet4.LOOPBACK.withPort(server.port());
      for (String request : REQUESTS) {
        ask(address, request);
      }
      ask(address, "\4\1\0\1\0\0\0\1" + HOSTILE + "\0a\033[2J\u009b\0");
      ask(address, "\5\1\0\5\1\0\3" + (char) BYTES.length + HOSTILE + "\0\1");
      ask(address, "\5\1\2\1" + (char) BYTES.length + HOSTILE + "\1a");
      server.await("end of all", () -> server.err().contains("\"accepted\""));
      assertClean(server);
    }
  }

  @Test
  void serverNameIsOneLine() throws Exception {
    String name = "x\n%s\r\033[2J\007\u007f\u009b\u202e".formatted(FORGED);
    String print = "printf %s \"$NCAT_SSL_SERVERNAME\" | od -An -tx1";
    try (Nc server = Nc.start("-vv", "--json", "-lk", "127.0.0.1", 0, "--ssl", "-c", print)) {
      String at = "127.0.0.1:" + server.port();
      try (Program client =
          Program.start("openssl", "s_client", "-quiet", "-connect", at, "-servername", name)) {
        client.end();
        assertThat(client.out()).doesNotContain(" 0a", " 1b", " 7f", " 9b");
      }
      server.awaitError("accepted");
      assertClean(server);
    }
  }

  /** PROXY version 2 with a UNIX client, as a balancer passes on what a peer has chosen. */
  private static byte[] header(byte[] path) {
    ByteBuffer header = ByteBuffer.allocate(16 + 216);
    header.put("\r\n\r\n\0\r\nQUIT\n".getBytes(UTF_8)).put((byte) 0x21).put((byte) 0x31);
    header.putShort((short) 216).put(path);
    return header.array();
  }

  /** Standard error and output of the whole command, with files whose names are hostile. */
  @Test
  void serverOfFilesLogsAndListsOnOneLine() throws Exception {
    Files.createDirectory(folder.resolve("d\nX: y"));
    Files.createFile(ByteText.path(folder + "/" + HOSTILE.replace("/", "")));
    List<Object> start = List.of("serve", "files", folder, "0", "-v");
    List<String> errors = new ArrayList<>();
    for (List<Object> more : List.of(List.of(), List.<Object>of("--json"))) {
      Path log = folder.resolve("log" + more.size());
      ProcessBuilder builder =
          new ProcessBuilder(
              Mortise.command(Program.words(start, "--proxy-from", "127.0.0.0/8", more).toArray()));
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      try (Program serve = Program.start(builder)) {
        Until.holds(() -> Files.readString(log).contains("127.0.0.1:"));
        int port =
            Integer.parseInt(
                Files.readString(log).replaceFirst("(?s).*?127\\.0\\.0\\.1:(\\d+).*", "$1"));
        Address address = Inet4.LOOPBACK.withPort(port);
        for (String request : REQUESTS) {
          ask(address, ByteText.decode(header(BYTES)) + request);
        }
        ask(address, "PROXY TCP4 " + HOSTILE + "\r\n");
        serve.signal("TERM").end();
      }
      errors.add(ByteText.decode(Files.readAllBytes(log)));
    }
    assertThat(errors).allSatisfy(HostileTextTest::assertClean);
    assertThat(errors).allSatisfy(text -> assertThat(text).contains("\\x1b[2J"));
  }
}
