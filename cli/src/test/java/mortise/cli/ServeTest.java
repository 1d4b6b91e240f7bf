package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.Network;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb with other people's clients. */
final class ServeTest {
  private static final Pattern PLACE = Pattern.compile("listening on (?:tls:)?127.0.0.1:(\\d+)");
  private static final Pattern UDP = Pattern.compile("listening on udp:127.0.0.1:(\\d+)");

  @TempDir Path folder;

  @Test
  void echoGivesBackEveryByteAndEndsInOrder() throws Exception {
    byte[] bytes = new byte[1_000_003];
    new Random(5).nextBytes(bytes);
    Path sent = Files.write(folder.resolve("sent"), bytes);
    try (Program serve = serve("echo", "0", "udp:127.0.0.1:0", "-v")) {
      String port = port(serve, PLACE);
      Path back = folder.resolve("back");
      shell("socat -t 20 - tcp:127.0.0.1:" + port + " <" + sent + " >" + back);
      assertThat(back).hasBinaryContent(bytes);
      try (Socket datagrams = Socket.open(Family.INET, Type.DGRAM)) {
        datagrams.connect(Address.parse("127.0.0.1:" + port(serve, UDP)));
        datagrams.send("to you".getBytes());
        assertThat(new String(datagrams.recv(100))).isEqualTo("to you");
      }
      serve.awaitError("977 KiB received, 977 KiB sent");
      serve.signal("USR1").awaitError("1 connections, 0 here now;").awaitError("1 datagrams");
      serve.signal("TERM");
      Program.Ended ended = serve.end();
      assertThat(ended.status()).isZero();
      assertThat(ended.err()).contains("stopping", "ended: 1 done; refused: none");
    }
  }

  /** Unready first, while it still accepts; a second signal ends the notice. */
  @Test
  void probesSeeItUnreadyBeforeItStops() throws Exception {
    try (Program serve = serve("echo", "0", "--ready", "0", "--notice", "60s")) {
      serve.awaitError("answering probes at 127.0.0.1:");
      String port = port(serve, PLACE);
      Matcher health =
          Pattern.compile("answering probes at 127.0.0.1:(\\d+)").matcher(serve.toString());
      assertThat(health.find()).isTrue();
      int probes = Integer.parseInt(health.group(1));
      assertThat(probe(probes)).startsWith("HTTP/1.1 200 ");
      serve.signal("TERM").awaitError("stopping");
      while (!probe(probes).startsWith("HTTP/1.1 503 ")) {
        Thread.yield();
      }
      try (Socket late = Socket.dial("127.0.0.1", Integer.parseInt(port))) {
        late.sendAll("late".getBytes());
        assertThat(new String(late.recv(100))).isEqualTo("late");
      }
      serve.signal("TERM");
      Program.Ended ended = serve.end();
      assertThat(ended.status()).isZero();
      assertThat(ended.err()).contains("drained in ", " 0 cut");
    }
  }

  /** Between two exchanges too, in which a close would cross the client's next bytes. */
  @Test
  void echoBehindABalancerIsServedUntilItsClientEnds() throws Exception {
    try (Program serve = serve("echo", "0", "--ready", "0", "--notice", "0s", "--drain", "60s")) {
      int port = Integer.parseInt(port(serve, PLACE));
      try (Socket client = Socket.dial("127.0.0.1", port)) {
        echoes(client);
        serve.signal("TERM");
        Until.holds(() -> isRefused(port));
        echoes(client);
      }
      assertThat(serve.end().err()).containsPattern("drained in .*, 0 cut");
    }
  }

  private static void echoes(Socket client) throws IOException {
    client.sendAll("hello".getBytes());
    assertThat(client.recvText(5)).isEqualTo("hello");
  }

  private static boolean isRefused(int port) {
    try (Socket _ = Socket.dial("127.0.0.1", port)) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private static String probe(int port) throws IOException {
    try (Socket client = Socket.dial("127.0.0.1", port)) {
      client.sendAll("GET /ready HTTP/1.0\r\n\r\n".getBytes());
      return new String(client.recv(1000));
    }
  }

  @Test
  void filesAreReadByCurl() throws Exception {
    byte[] bytes = new byte[300_001];
    new Random(6).nextBytes(bytes);
    Files.write(folder.resolve("data.bin"), bytes);
    Files.writeString(Files.createDirectory(folder.resolve("sub")).resolve("index.html"), "<p>");
    Files.writeString(folder.resolve(".secret"), "hidden");
    try (Program serve = serve("files", folder, "0")) {
      String site = "http://127.0.0.1:" + port(serve, PLACE);
      Path got = folder.resolveSibling(folder.getFileName() + ".got");
      assertThat(
              curl(
                  "-o",
                  got,
                  "-o",
                  "/dev/null",
                  "-w",
                  "%{num_connects} ",
                  site + "/data.bin",
                  site + "/sub/"))
          .isEqualTo("1 0 ");
      assertThat(got).hasBinaryContent(bytes);
      Files.delete(got);
      assertThat(curl("-r", "300000-", "-D", "-", "-o", "/dev/null", site + "/data.bin"))
          .contains("206 Partial Content", "Content-Range: bytes 300000-300000/300001");
      assertThat(curl("-I", site + "/data.bin")).contains("Content-Length: 300001");
      String changed =
          curl("-I", site + "/data.bin").replaceAll("(?s).*Last-Modified: ([^\r]*).*", "$1");
      assertThat(code("-H", "If-Modified-Since: " + changed, site + "/data.bin")).isEqualTo("304");
      assertThat(curl(site + "/sub/")).isEqualTo("<p>");
      assertThat(code(site + "/sub")).isEqualTo("301");
      assertThat(curl(site + "/")).contains("data.bin").doesNotContain("secret");
      assertThat(code(site + "/.secret")).isEqualTo("404");
      assertThat(code("--path-as-is", site + "/../../etc/passwd")).isEqualTo("400");
      assertThat(code("-r", "400000-", site + "/data.bin")).isEqualTo("416");
      assertThat(code("-d", "x", site + "/data.bin")).isEqualTo("405");
      assertThat(code("-H", "X: " + "x".repeat(9000), site + "/")).isEqualTo("431");
      assertThat(code(site + "/" + "x".repeat(9000))).isEqualTo("414");
    }
  }

  private static String code(Object... options) throws Exception {
    return curl("-o", "/dev/null", "-w", "%{http_code}", List.of(options));
  }

  private static String curl(Object... options) throws Exception {
    try (Program curl = Program.start("curl", "-s", "-m", "60", Program.words(options))) {
      return curl.end().out();
    }
  }

  @Test
  void fileIsSentToWhoeverConnects() throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "text\n".repeat(50_000));
    Path socket = folder.resolve("socket");
    try (Program serve = serve("file", file, socket, "--mode", "rw-rw-rw-")) {
      serve.awaitError("listening on unix:" + socket);
      assertThat(shell("nc -NU " + socket + " </dev/null")).isEqualTo(Files.readString(file));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw-rw-");
      serve.signal("INT").end();
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void charactersAreThoseOfTheStandardAndUdpGivesNoMoreThanItGot() throws Exception {
    try (Program serve = serve("chargen", "0", "udp:0")) {
      String text = shell("nc 127.0.0.1 " + port(serve, PLACE) + " </dev/null | head -c 10000");
      assertThat(text.substring(0, 148))
          .isEqualTo(
              " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n"
                  + "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh\r\n");
      assertThat(text).hasSize(10_000);
      try (Socket datagrams = Socket.open(Family.INET, Type.DGRAM)) {
        datagrams.connect(Address.parse("127.0.0.1:" + port(serve, UDP)));
        datagrams.send(new byte[10]);
        assertThat(new String(datagrams.recv(2000))).isEqualTo(" !\"#$%&'()");
      }
    }
  }

  /** Nothing that was started is left by a server that a signal ends. */
  @Test
  void commandsThatIgnoreSigtermEndWithTheServer() throws Exception {
    String script = "trap '' TERM; echo $$; sleep 1000; sleep 1000";
    try (Program serve = serve("command", script, "0", "--drain", "0s");
        Socket client = Socket.open(Family.INET, Type.STREAM)) {
      client.connect(Address.parse("127.0.0.1:" + port(serve, PLACE)));
      Path process = Path.of("/proc", new String(client.recv(100)).strip());
      assertThat(process).exists();
      serve.signal("TERM");
      serve.end();
      Until.holds(() ->
          Files.notExists(process) || Files.readString(process.resolve("stat")).contains(") Z "));
    }
  }

  @Test
  void commandTalksAndEndsWithItsPeer() throws Exception {
    String script = "echo $$ $NCAT_REMOTE_ADDR; cat; echo end; exec sleep 1000 <&- >&-";
    try (Program serve = serve("command", script, "0");
        Socket peer = Socket.open().timeout(Duration.ofSeconds(60))) {
      peer.connect(Address.parse("127.0.0.1:" + port(serve, PLACE)));
      String first = peer.reader(StandardCharsets.UTF_8).readLine();
      assertThat(first).endsWith(" 127.0.0.1");
      long pid = Long.parseLong(first.split(" ")[0]);
      peer.send("hello\n".getBytes());
      peer.shutdown(Shutdown.WR);
      assertThat(new String(peer.inputStream().readAllBytes())).isEqualTo("hello\nend\n");
      Until.holds(() -> ProcessHandle.of(pid).isEmpty());
    }
  }

  @Test
  void limitsRefuseAndSilenceEnds() throws Exception {
    try (Program serve = serve("echo", "0", "--per-address", "1", "--idle", "5s")) {
      Address place = Address.parse("127.0.0.1:" + port(serve, PLACE));
      try (Socket first = connected(place);
          Socket second = connected(place)) {
        assertThat(ended(second)).isTrue();
        assertThat(ended(first)).isTrue();
      }
      serve.signal("USR1").awaitError("ended: 1 idle; refused: 1 full for address");
    }
  }

  @Test
  void listsOfHostsAreReadAgain() throws Exception {
    Path denied = Files.writeString(folder.resolve("denied"), "127.0.0.0/8 # nobody\n");
    try (Program serve = serve("echo", "0", "--deny-file", denied)) {
      Address place = Address.parse("127.0.0.1:" + port(serve, PLACE));
      try (Socket socket = connected(place)) {
        assertThat(ended(socket)).isTrue();
      }
      Files.writeString(denied, "what/ever\n");
      serve
          .signal("HUP")
          .awaitError("reload failed, configuration unchanged: ")
          .awaitError("denied, line 1: rule \"what/ever\"");
      Files.writeString(denied, "");
      serve.signal("HUP").awaitError("\nreloaded\n");
      try (Socket socket = connected(place)) {
        socket.send(new byte[] {1});
        assertThat(socket.recv(1)).isEqualTo(new byte[] {1});
      }
    }
  }

  @Test
  void tlsTakesNewCertificatesAndAsksForThoseOfClients() throws Exception {
    String make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    String names = " -keyout key.pem -out cert.pem -subj /CN=";
    shell("cd " + folder + "; " + make + names + "first");
    Path cert = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    try (Program serve =
        serve("echo", "0", "--tls-cert", cert, "--tls-key", key, "--tls-client-ca", cert)) {
      List<Object> client =
          List.of("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + port(serve, PLACE));
      List<Object> own = List.of("-cert", cert, "-key", key);
      try (Program trusted = Program.start(client, own)) {
        trusted.say("hi\n").awaitOutput("hi").awaitError("CN = first");
      }
      try (Program stranger = Program.start(client)) {
        assertThat(stranger.end().err()).containsIgnoringCase("certificate required");
      }
      shell("cd " + folder + "; " + make + names + "second");
      serve.signal("HUP").awaitError("reloaded");
      try (Program trusted = Program.start(client, own)) {
        trusted.say("hi\n").awaitOutput("hi").awaitError("CN = second");
      }
    }
  }

  @Test
  void balancerNamesItsClient() throws Exception {
    try (Program serve = serve("echo", "0", "-v", "--proxy-from", "127.0.0.0/8");
        Socket balancer = connected(Address.parse("127.0.0.1:" + port(serve, PLACE)))) {
      balancer.send("PROXY TCP4 192.0.2.7 192.0.2.8 1234 80\r\nhi".getBytes());
      assertThat(balancer.recv(2)).isEqualTo("hi".getBytes());
      serve.awaitError("192.0.2.7:1234 connected");
    }
  }

  @Test
  void stopWaitsForWhoeverIsAtWorkAndASecondOneDoesNot() throws Exception {
    try (Program serve = serve("command", "read line; echo got $line", "0", "--drain", "1h")) {
      Address place = Address.parse("127.0.0.1:" + port(serve, PLACE));
      try (Socket first = connected(place);
          Socket second = connected(place)) {
        Until.holds(() -> children(serve.pid()) == 2);
        serve.signal("TERM").awaitError("stopping");
        first.send("it\n".getBytes());
        assertThat(new String(first.inputStream().readAllBytes())).isEqualTo("got it\n");
        Until.holds(() -> children(serve.pid()) == 1);
        serve.signal("TERM");
        assertThat(serve.end().err()).contains("1 done", "1 forced");
        assertThat(ended(second)).isTrue();
      }
    }
  }

  private static long children(long pid) {
    return ProcessHandle.of(pid).orElseThrow().children().count();
  }

  @Test
  @ResourceLock(providers = Network.Locks.class)
  void systemdStartsItInItsSocketAndHearsOfIt() throws Exception {
    Path notify = folder.resolve("notify");
    try (Network network = Network.open(1001);
        Program manager = Program.start("socat", "-u", "unix-recv:" + notify, "-")) {
      Until.holds(() -> Files.exists(notify));
      try (Program serve =
          network.start(
              "systemd-socket-activate",
              "-E",
              "NOTIFY_SOCKET=" + notify,
              "-l",
              "127.0.0.1:1001",
              Mortise.command("serve", "echo"))) {
        serve.awaitListening(1001);
        try (Program client = network.start("socat", "-t", "60", "-", "tcp:127.0.0.1:1001")) {
          assertThat(client.say("hello\n").endInput().end().out()).isEqualTo("hello\n");
        }
        manager.awaitOutput("READY=1");
        serve.signal("TERM").end();
        manager.awaitOutput("STOPPING=1");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ecko 7000               | unknown service 'ecko' (expected echo, discard, chargen,",
        "echo                    | no address to listen on (e.g. 8080)",
        "echo 70000              | invalid address '70000' (e.g. 8080,",
        "echo :80                | ':80' has no host (*:80 means all addresses)",
        "daytime udp:7000        | daytime is not available over UDP",
        "file                    | serve file needs a file",
        "files pom.xml 0         | pom.xml is not a directory: use serve file",
        "file src 0              | src is a directory: use serve files",
        "echo 0 --tls-key x      | --tls-key needs --tls-cert",
        "echo 0 --idle x         | Invalid value for option '--idle': invalid duration 'x' (e.g.",
        "echo 0 --max-bytes 1Q   | Invalid value for option '--max-bytes': invalid size '1Q' (e.g.",
        "echo 0 --rate 0         | limit perSecond 0 is not above zero",
        "echo 0 --allow 1/2/3    | rule \"1/2/3\" is not a CIDR block",
      })
  void wrongUsageGetsOneSentence(String line, String sentence) {
    Ended ended = inHere(line.split(" +"));
    assertThat(ended.err()).startsWith("mortise: " + sentence).hasLineCount(1);
    assertThat(ended.status()).isEqualTo(Main.USAGE);
  }

  @Test
  void whatTheNetworkOrADiskRefusesIsTold() throws Exception {
    try (Socket listener = Socket.listener(Address.parse("127.0.0.1:0"))) {
      try (Program serve = serve("echo", ((Inet) listener.localAddress()).port())) {
        Program.Ended taken = serve.end();
        assertThat(taken.err()).contains("Address already in use").hasLineCount(1);
        assertThat(taken.status()).isEqualTo(Main.NETWORK);
      }
    }
    assertThat(inHere("files", "/no/such", "0").err())
        .contains("/no/such: no such file or directory");
  }

  private record Ended(int status, String err) {}

  private static Ended inHere(String... line) {
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("serve"));
    words.addAll(Arrays.asList(line));
    int status =
        Verbs.run(
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(err, true),
            words.toArray(String[]::new));
    return new Ended(status, err.toString());
  }

  private static Program serve(Object... words) throws IOException {
    return Mortise.start("serve", Program.words(words));
  }

  private static String port(Program serve, Pattern place) throws Exception {
    Matcher[] found = new Matcher[1];
    Until.holds(() -> {
      found[0] = place.matcher(serve.toString());
      return found[0].find();
    });
    return found[0].group(1);
  }

  private static Socket connected(Address place) throws IOException {
    Socket socket = Socket.open().timeout(Duration.ofSeconds(60));
    socket.connect(place);
    return socket;
  }

  /** Whether the other side ends it, in order or not. */
  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.recv(1).length == 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String shell(String line) throws Exception {
    try (Program sh = Program.start("sh", "-c", line)) {
      return sh.end().out();
    }
  }
}
