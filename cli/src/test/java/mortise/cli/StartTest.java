package mortise.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.server.Server;
import mortise.testing.FreePort;
import mortise.testing.Program;
import mortise.tls.SelfSigned;
import mortise.tls.TlsClient;
import mortise.tls.TlsEngine;
import mortise.tls.TlsServer;
import mortise.tls.Trust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start must not initialize: docs/start-up.md says what each of these costs. */
final class StartTest {
  /** The linker, the clock of a trace, the parser of other verbs, and switches over types. */
  private static final Pattern DEAR =
      Pattern.compile(
          "mortise\\.sys\\.Native\\$Door"
              + "|mortise\\.net\\.Trace\\$Clock"
              + "|picocli\\..*"
              + "|mortise\\.cli\\.(inspect|page)\\..*|com\\.sun\\.net\\.httpserver\\..*"
              + "|mortise\\.(cli\\.)?hub\\..*"
              + "|io\\.nats\\..*"
              + "|java\\.util\\.logging\\..*"
              + "|jdk\\.internal\\.foreign\\.LayoutPath"
              + "|(mortise|jdk\\.internal\\.foreign)\\..*TypeSwitch.*");

  /** All that of the JDK which libssl and libcrypto make superfluous. */
  private static final Pattern CRYPTOGRAPHY =
      Pattern.compile(
          DEAR.pattern()
              + "|javax\\.net\\.ssl\\.SSLContext.*"
              + "|(sun\\.security\\.(ssl|provider|jca|ec|rsa|pkcs|x509)|javax\\.crypto)\\..*"
              + "|java\\.security\\.(Security|Provider|KeyFactory|KeyStore|Signature|MessageDigest)"
              + "|java\\.security\\.(SecureRandom|KeyPairGenerator|cert\\.CertificateFactory)"
              + "|java\\.net\\.InetAddress");

  /** A greeting of SOCKS5 that ends as a head of HTTP does, so that every service answers it. */
  private static final byte[] QUESTION = "\5\1\0\r\n\r\n".getBytes(US_ASCII);

  @TempDir private Path folder;

  @Test
  void connectingWakesNeitherTheLinkerNorWhatElseIsDear() throws Exception {
    Set<String> loaded = loaded("localhost");
    assertThat(loaded).contains("mortise.cli.nc.ConnectMode");
    assertThat(loaded).filteredOn(DEAR.asMatchPredicate()).isEmpty();
  }

  @Test
  void theVersionNeedsNoneOfItEither() throws Exception {
    Path log = folder.resolve("version");
    try (Program version = Program.start(line(log, "--version"))) {
      assertThat(version.end().out()).startsWith("mortise ").contains("Java " + Runtime.version());
    }
    assertThat(classes(log)).filteredOn(DEAR.asMatchPredicate()).isEmpty();
  }

  @Test
  void aRefusalNeedsNoneOfItEither() throws Exception {
    Path log = folder.resolve("refused");
    try (Program nc = start(log, "127.0.0.1", freePort())) {
      assertThat(nc.end().status()).isEqualTo(1);
    }
    assertThat(classes(log)).filteredOn(DEAR.asMatchPredicate()).isEmpty();
  }

  @Test
  void listeningNeedsNoneOfItEither() throws Exception {
    Set<String> loaded = listening();
    assertThat(loaded).contains("mortise.cli.nc.ListenMode");
    assertThat(loaded).filteredOn(DEAR.asMatchPredicate()).isEmpty();
  }

  @Test
  void connectingByTlsNeedsNoCryptographyOfTheJdk() throws Exception {
    needsOpenssl();
    Set<String> loaded = loaded("localhost", "--ssl");
    assertThat(loaded).contains("mortise.tls.OpensslEngine");
    assertThat(loaded).filteredOn(CRYPTOGRAPHY.asMatchPredicate()).isEmpty();
  }

  @Test
  void listeningWithATemporaryCertificateNeedsNoCryptographyOfTheJdk() throws Exception {
    needsOpenssl();
    Set<String> loaded = listening("--ssl");
    assertThat(loaded).contains("mortise.tls.OpensslKeyMaker", "mortise.tls.OpensslEngine");
    assertThat(loaded).filteredOn(CRYPTOGRAPHY.asMatchPredicate()).isEmpty();
  }

  @Test
  void listeningWithFilesNeedsNoCryptographyOfTheJdk() throws Exception {
    needsOpenssl();
    Set<String> loaded = listening(files());
    assertThat(loaded).contains("mortise.tls.EncodedIdentity", "mortise.tls.OpensslEngine");
    assertThat(loaded).filteredOn(CRYPTOGRAPHY.asMatchPredicate()).isEmpty();
  }

  /** The linker costs more than all else of a start, and each listener stays without it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nc -l -k",
        "nc -l -C",
        "nc -l -x FOLDER/dump",
        "nc -l -e /bin/cat",
        "nc -l -k -c cat",
        "nc -l --broker",
        "nc -l --chat",
        "nc -l --allow 127.0.0.1",
        "nc -l --proxy-type http",
        "nc -l --proxy-type socks5",
        "nc -l -u",
        "nc -l -u -k",
        "nc -l -u -x FOLDER/dump",
        "nc -l -u -k -e /bin/cat",
        "relay tcp-listen:@,fork tcp:TARGET",
        "relay tcp-listen:@ exec:cat",
        "relay tcp-listen:@ -",
        "relay udp-listen:@ tcp:TARGET",
        "serve echo @",
        "serve files FOLDER @",
      })
  void listenerWorksWithoutTheLinker(String words) throws Exception {
    assumeShortcut();
    Type type = words.contains("-u") || words.contains("udp-") ? Type.DGRAM : Type.STREAM;
    Path log = folder.resolve("session");
    try (Server target = Server.open(Inet4.LOOPBACK, StartTest::echo)) {
      int port = freePort();
      List<String> command =
          session(log, words.replace("TARGET", target.address().toString()), port);
      try (Program listener = Program.start(command)) {
        converse(listener, port, type);
        listener.signal("TERM");
        listener.end();
      }
    }
    assertThat(classes(log)).isNotEmpty().doesNotContain("mortise.sys.Native$Door");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay tcp-listen:@,fork tcp:REFUSED", "relay udp-listen:@ tcp:REFUSED"})
  void relayToATargetThatRefusesWorksWithoutTheLinker(String words) throws Exception {
    assumeShortcut();
    Path log = folder.resolve("session");
    int port = freePort();
    String refused = "127.0.0.1:" + freePort();
    List<String> command = session(log, words.replace("REFUSED", refused), port);
    try (Program relay = Program.start(command)) {
      try (Socket _ = knock(relay, port, words.contains("udp-") ? Type.DGRAM : Type.STREAM)) {
        relay.awaitError("ECONNREFUSED").signal("TERM");
      }
      relay.end();
    }
    assertThat(classes(log)).isNotEmpty().doesNotContain("mortise.sys.Native$Door");
  }

  /** The command with a folder and the address where it listens; of nc as two words. */
  private List<String> session(Path log, String words, int port) throws Exception {
    String line = words.startsWith("nc -l") ? words + " 127.0.0.1 " + port : words;
    String filled =
        line.replace("FOLDER", folder.toString())
            .replace("@", Inet4.LOOPBACK.withPort(port).toString());
    return line(log, (Object[]) filled.split(" "));
  }

  private static void echo(Connection connection) throws IOException {
    byte[] bytes = new byte[100];
    for (int count; (count = connection.read(bytes)) >= 0; ) {
      connection.write(bytes, 0, count);
    }
  }

  /** Ends with an answer, of the service itself or typed into it. */
  private static void converse(Program listener, int port, Type type) throws Exception {
    try (Socket peer = knock(listener, port, type)) {
      listener.say("y\n");
      assertThat(peer.recv(100)).isNotEmpty();
    }
  }

  /** A peer whose first bytes have come to the listener. */
  private static Socket knock(Program listener, int port, Type type) throws Exception {
    if (type == Type.STREAM) {
      listener.awaitListening(port);
    } else {
      listener.awaitDatagramSocket(port);
    }
    Socket peer = Socket.open(Family.INET, type);
    peer.timeout(Duration.ofSeconds(60));
    peer.connect("127.0.0.1", port);
    peer.send(QUESTION);
    return peer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-C",
        "-x FOLDER/dump",
        "-o FOLDER/file",
        "-e /bin/cat",
        "-c cat",
        "--report",
        "-v",
        "-i 5 -w 5"
      })
  void clientWorksWithoutTheLinker(String options) throws Exception {
    assumeShortcut();
    Path log = folder.resolve("session");
    try (Socket listener = Socket.listener(0)) {
      listener.timeout(Duration.ofSeconds(60));
      int port = ((Inet) listener.localAddress()).port();
      List<String> command = session(log, "nc " + options + " localhost " + port, port);
      try (Program nc = Program.start(command)) {
        try (Socket peer = listener.accept()) {
          peer.send(new byte[] {'x', '\n'});
          nc.say("y\n");
          assertThat(peer.recv(100)).isNotEmpty();
        }
        nc.endInput();
        nc.end();
      }
    }
    assertThat(classes(log)).isNotEmpty().doesNotContain("mortise.sys.Native$Door");
  }

  @Test
  void demoWorksWithoutTheLinkerAndPicocli() throws Exception {
    assumeShortcut();
    Path log = folder.resolve("demo");
    try (Program demo = Program.start(line(log, "demo"))) {
      assertThat(demo.end().status()).isZero();
    }
    assertThat(classes(log))
        .contains("mortise.cli.Demo")
        .doesNotContain("mortise.sys.Native$Door", "picocli.CommandLine", "mortise.cli.Verbs")
        .noneMatch(name -> name.contains("TypeSwitch"));
  }

  private static void assumeShortcut() {
    assumeTrue(
        Runtime.version().feature() == 25 && System.getProperty("os.arch").equals("amd64"),
        "the way past the linker is for JDK 25 on x86-64");
  }

  /** What is not in the archive costs the opening of a jar. */
  @Test
  void rehearsalInitializesWhatAStartDoes() throws Exception {
    Set<String> rehearsed = rehearsed("nc");
    assertThat(rehearsed)
        .contains("mortise.cli.nc.ConnectMode")
        .doesNotContain("mortise.cli.nc.ListenMode");
    assertThat(own(loaded("localhost"))).isSubsetOf(own(rehearsed));
    assertThat(own(listening())).isSubsetOf(own(rehearsed("listen")));
  }

  /** Each is moved by the kernel on a path of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"echo y | NC", "NC <FILE >/dev/null"})
  void rehearsalInitializesWhatPipesAndFilesDo(String pipeline) throws Exception {
    Set<String> rehearsed = rehearsed("nc");
    Path file = Files.write(folder.resolve("file"), QUESTION);
    Path log = folder.resolve("redirected");
    try (Socket listener = Socket.listener(0)) {
      listener.timeout(Duration.ofSeconds(60));
      List<String> line = line(log, "nc", "127.0.0.1", ((Inet) listener.localAddress()).port());
      String shell = pipeline.replace("FILE", file.toString()).replace("NC", "\"$0\" \"$@\"");
      try (Program nc = Program.start("sh", "-c", shell, line)) {
        try (Socket peer = listener.accept()) {
          peer.send(QUESTION);
          assertThat(peer.recv(100)).isNotEmpty();
        }
        assertThat(nc.end().status()).isZero();
      }
    }
    assertThat(own(classes(log))).isNotEmpty().isSubsetOf(own(rehearsed));
  }

  @Test
  void rehearsalOfOptionsAndServersInitializesTheirSessions() throws Exception {
    assertThat(rehearsed("options"))
        .contains(
            "mortise.cli.nc.Broadcaster",
            "mortise.cli.nc.ChatText",
            "mortise.cli.nc.DatagramAcceptor",
            "mortise.cli.nc.ExecChild",
            "mortise.cli.nc.CrlfInput",
            "mortise.cli.watch.HexDump",
            "mortise.proxy.ProxyDialer");
    assertThat(rehearsed("servers"))
        .contains(
            "mortise.cli.relay.ListenEndpoint",
            "mortise.cli.relay.ProgramEndpoint",
            "mortise.cli.relay.DatagramListenEndpoint",
            "mortise.cli.serve.BuiltInServices",
            "mortise.cli.http.FileHandler");
  }

  @Test
  void rehearsalOfTlsInitializesWhatAStartDoes() throws Exception {
    Set<String> rehearsed = rehearsed("tls");
    assertThat(rehearsed).contains("mortise.tls.TlsServer", "mortise.tls.KeyFile");
    assertThat(own(loaded("localhost", "--ssl"))).isSubsetOf(own(rehearsed));
    assertThat(own(listening("--ssl"))).isSubsetOf(own(rehearsed));
    assertThat(own(listening(files()))).isSubsetOf(own(rehearsed));
  }

  private static void needsOpenssl() {
    assumeTrue(TlsEngine.preferred() == TlsEngine.OPENSSL, TlsEngine::openssl);
  }

  /** The options of a listener with a certificate of its own. */
  private Object[] files() throws IOException {
    Path file =
        Files.writeString(folder.resolve("pem"), SelfSigned.P256.identity("localhost").pem());
    return new Object[] {"--ssl", "--ssl-cert", file, "--ssl-key", file};
  }

  private Set<String> rehearsed(String kind) throws Exception {
    Path log = folder.resolve("rehearsal");
    List<String> line = new ArrayList<>(line(log, kind));
    line.replaceAll(word -> word.replace("mortise.cli.Main", "mortise.cli.AotTraining"));
    try (Program rehearsal = Program.start(line)) {
      assertThat(rehearsal.end().status()).isZero();
    }
    return classes(log);
  }

  /** The classes of this product, but those that the JVM makes and numbers. */
  private static Set<String> own(Set<String> classes) {
    return classes.stream()
        .filter(name -> name.startsWith("mortise.") && !name.contains("Lambda"))
        .collect(Collectors.toSet());
  }

  private Set<String> listening(Object... options) throws Exception {
    Path log = folder.resolve("listener");
    int port = freePort();
    Object[] line = Program.words(List.of(options), "-l", "127.0.0.1", port).toArray();
    try (Program nc = start(log, line).awaitListening(port)) {
      try (Connection peer =
          through(
              Connection.of(Socket.dial("127.0.0.1", port)),
              options,
              plain -> TlsClient.of(Trust.insecureTrustAll()).connect(plain, "localhost"))) {
        peer.write(new byte[] {'x', '\n'});
        nc.endInput(); // an end of the peer alone is another thing, which nc asks the kernel about
      }
      Program.Ended ended = nc.end();
      assertThat(ended.status()).as(ended.toString()).isZero();
      assertThat(ended.out()).isEqualTo("x\n");
    }
    return classes(log);
  }

  private Set<String> loaded(String host, Object... options) throws Exception {
    Path log = folder.resolve("classes");
    try (Socket listener = Socket.listener(0)) {
      int port = ((Inet) listener.localAddress()).port();
      Object[] line = Program.words(List.of(options), host, port).toArray();
      try (Program nc = start(log, line)) {
        try (Connection peer =
            through(
                Connection.of(listener.accept()),
                options,
                TlsServer.of(SelfSigned.P256.identity("localhost"))::accept)) {
          peer.write(new byte[] {'x', '\n'});
          nc.endInput();
        }
        assertThat(nc.end()).isEqualTo(new Program.Ended(0, "x\n", ""));
      }
    }
    return classes(log);
  }

  private interface Layer {
    Connection over(Connection plain) throws IOException;
  }

  private static Connection through(Connection plain, Object[] options, Layer tls)
      throws IOException {
    return List.of(options).contains("--ssl") ? tls.over(plain) : plain;
  }

  private static int freePort() throws IOException {
    return FreePort.next();
  }

  /** The classes that were initialized from this product's first one on. */
  private static Set<String> classes(Path log) throws Exception {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .dropWhile(line -> !line.contains(" Initializing 'mortise/"))
          .filter(line -> line.contains(" Initializing '"))
          .map(line -> line.replaceFirst("^.* Initializing '([^']*)'.*$", "$1").replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }

  /** As the launcher starts it, less the archive, which a build of its own would take. */
  private static Program start(Path log, Object... arguments) throws Exception {
    List<Object> words = new ArrayList<>(List.of("nc"));
    words.addAll(List.of(arguments));
    return Program.start(line(log, words.toArray()));
  }

  private static List<String> line(Path log, Object... arguments) throws Exception {
    List<String> line = new ArrayList<>(Mortise.command(arguments));
    line.addAll(1, flags());
    line.add(1 + flags().size(), "-Xlog:class+init=info:file=" + log);
    return line;
  }

  private static List<String> flags() throws Exception {
    Path launch = Path.of("../bin/launch");
    assumeTrue(Files.exists(launch), "there is no bin/launch beside the module");
    try (Program shell = Program.start("sh", "-c", ". ../bin/launch; echo $mortise_flags")) {
      return List.of(shell.end().out().strip().split("\\s+"));
    }
  }
}
