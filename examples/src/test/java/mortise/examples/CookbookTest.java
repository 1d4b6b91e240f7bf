package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.testing.MarkdownPage;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipes of docs/cookbook.md that need jars of others are run against their peers; those at a
 * shell are run with the other pages.
 */
final class CookbookTest {
  private static final MarkdownPage PAGE =
      MarkdownPage.read(Examples.FOLDER.resolveSibling("docs/cookbook.md"));

  private static final Path BOOT =
      Examples.FOLDER.resolve(
          "projects/spring-boot/src/main/java/org/example/EchoApplication.java");

  @TempDir private static Path classes;
  @TempDir private Path folder;

  /** All programs of the page in one run of the compiler. */
  @BeforeAll
  static void compile() throws Exception {
    Path sources = Files.createDirectory(classes.resolve("sources"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--module-path",
                Examples.library(),
                "--add-modules=mortise",
                "--class-path",
                System.getProperty("java.class.path"),
                "-implicit:none",
                "-d",
                classes.toString()));
    for (MarkdownPage.Block block : PAGE.blocks()) {
      String name = block.file().orElse("");
      if (name.endsWith(".java")) {
        arguments.add(Files.writeString(sources.resolve(name), block.text()).toString());
      }
    }
    arguments.add(Files.writeString(sources.resolve("TomcatBehind.java"), tomcat()).toString());
    arguments.add(BOOT.toString());
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertThat(javac.run(out, out, arguments.toArray(String[]::new))).as(said::toString).isZero();
  }

  /** Jetty's program with the lines of the page for Tomcat. */
  private static String tomcat() {
    String jetty = PAGE.filesBefore(PAGE.blocks().getLast()).get("JettyBehind.java");
    String lines =
        PAGE.blocks().stream()
            .map(MarkdownPage.Block::text)
            .filter(text -> text.startsWith("var tomcat"))
            .findFirst()
            .orElseThrow();
    int end = jetty.indexOf("\n", jetty.indexOf("  var there")) + 1;
    return jetty.substring(0, jetty.indexOf("  var jetty"))
        + lines
        + jetty.substring(end).replace("jetty.stop()", "tomcat.stop()");
  }

  private static Program start(String name, Object... arguments) throws Exception {
    return Program.start(
        Examples.java(classes + ":" + System.getProperty("java.class.path"), name, arguments));
  }

  private static void prints(String out, String name, Object... arguments) throws Exception {
    try (Program program = start(name, arguments)) {
      Program.Ended ended = program.end();
      assertThat(ended.out()).as(ended.err()).isEqualTo(out);
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void postgresAndPool() throws Exception {
    try (Postgres server = Postgres.start(folder)) {
      prints("over a UNIX socket: true\n", "PostgresUnix", server.socket());
      prints("queries: 1000\n", "Pool", server.socket());
    }
  }

  @Test
  void maria() throws Exception {
    Needs.program("mariadbd");
    Path socket = folder.resolve("maria.sock");
    Path data = Files.createDirectory(folder.resolve("data"));
    // Without tables of its own: no users and no rights, which nothing here is about.
    try (Program _ =
        Program.start(
                List.of("mariadbd", "--no-defaults", "--user=" + System.getProperty("user.name")),
                List.of("--skip-grant-tables", "--skip-networking", "--skip-innodb"),
                List.of("--default-storage-engine=MyISAM", "--datadir=" + data),
                List.of("--socket=" + socket, "--pid-file=" + folder.resolve("pid")))
            .awaitListening(socket)) {
      prints("1 + 1 = 2\n", "MariaUnix", socket, "root");
    }
  }

  @Test
  void redis() throws Exception {
    Needs.program("redis-server");
    Path socket = folder.resolve("redis.sock");
    try (Program _ =
        Program.start(
                List.of("redis-server", "--port", 0, "--unixsocket", socket),
                List.of("--dir", folder, "--save", "", "--appendonly", "no"))
            .awaitListening(socket)) {
      prints("the data received is byebye\n", "RedisUnix", socket);
    }
  }

  @Test
  void httpClients() throws Exception {
    Path socket = folder.resolve("http.sock");
    try (Program _ = start("Http", socket).awaitListening(socket);
        Program front = start("JettyBehind", "127.0.0.1:0").awaitOutput("listening on ")) {
      String port = port(front);
      prints("200 you asked for /containers\n200 hello from Jetty\n", "OkHttpUnix", socket, port);
      prints("200 you asked for /containers\n", "HttpClientUnix", socket);
    }
  }

  @Test
  void codecsOfNetty() throws Exception {
    Path socket = folder.resolve("http.sock");
    try (Program _ = start("NettyCodec", socket).awaitListening(socket)) {
      prints("200 you asked for /containers\n", "HttpClientUnix", socket);
    }
  }

  @Test
  void tomcatBehind() throws Exception {
    List<String> command =
        new ArrayList<>(
            Examples.java(
                classes + ":" + System.getProperty("java.class.path"),
                "TomcatBehind",
                "127.0.0.1:0"));
    command.add(1, "-Djava.io.tmpdir=" + folder);
    try (Program front = Program.start(command).awaitOutput("listening on ")) {
      prints("200 hello from Tomcat\n", "HttpClientUnix", "127.0.0.1:" + port(front));
    }
  }

  @Test
  @NeedsLinux("a child that has a listener")
  void listenersOfJettyAndNetty() throws Exception {
    int port;
    try (Socket free = Socket.listener(Inet4.LOOPBACK.withPort(0))) {
      port = ((Inet) free.localAddress()).port();
    }
    Path path = folder.resolve("netty.sock");
    try (Program jetty = inherits("127.0.0.1:" + port, "JettyInherits");
        Program netty = inherits(path.toString(), "NettyInherits")) {
      try {
        jetty.awaitListening(port);
        netty.awaitListening(path);
        String page = "200 you asked for /containers\n";
        prints(page, "HttpClientUnix", "127.0.0.1:" + port);
        prints(page, "HttpClientUnix", path);
      } finally {
        // Inherit ends with its child, and the child not with it.
        endChildren(jetty);
        endChildren(netty);
      }
    }
  }

  private static void endChildren(Program program) {
    ProcessHandle.of(program.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(ProcessHandle::destroy);
  }

  private static Program inherits(String address, String name) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(address));
    arguments.addAll(Examples.java(classes + ":" + System.getProperty("java.class.path"), name));
    return start("Inherit", arguments.toArray());
  }

  /** What a provider of channels over our descriptors would meet. */
  @Test
  void selectorsOfTheJdkTakeNoChannelsOfOthers() throws Exception {
    try (Selector selector = Selector.open();
        OtherChannel other = new OtherChannel()) {
      other.configureBlocking(false);
      assertThatThrownBy(() -> other.register(selector, SelectionKey.OP_READ))
          .isInstanceOf(IllegalSelectorException.class);
    }
  }

  /** Of the JDK's own provider, and still not of its own classes. */
  private static final class OtherChannel extends AbstractSelectableChannel {
    OtherChannel() {
      super(SelectorProvider.provider());
    }

    @Override
    protected void implCloseSelectableChannel() {}

    @Override
    protected void implConfigureBlocking(boolean block) {}

    @Override
    public int validOps() {
      return SelectionKey.OP_READ;
    }
  }

  @Test
  void spring() throws Exception {
    prints("in flight: bye\nwhile it stops: bye\nstopped in time: true\n", "SpringBean");
  }

  @Test
  void springBootStopsGracefully() throws Exception {
    try (Program boot = start("org.example.EchoApplication").awaitOutput("event loops: true\n");
        Socket client = Socket.open()) {
      String address = boot.out().replaceAll("(?s).*listening on (\\S+),.*", "$1");
      client.connect(Address.parse(address));
      client.sendAll("bye");
      assertThat(client.recvText(512)).isEqualTo("bye");
      boot.signal("TERM");
      while (accepts(Address.parse(address))) {
        Thread.sleep(10);
      }
      assertThat(boot.isAlive()).isTrue();
      client.sendAll("bye");
      assertThat(client.recvText(512)).isEqualTo("bye");
      client.shutdown(Shutdown.WR);
      assertThat(boot.end().status()).isEqualTo(143);
    }
  }

  private static boolean accepts(Address address) throws IOException {
    try (Socket late = Socket.open()) {
      late.connect(address);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** With a program that is there in the place of /usr/bin/java, which need not be. */
  @Test
  void systemdReadsTheUnits() throws Exception {
    Needs.program("systemd-analyze");
    for (String unit : List.of("app.socket", "app.service")) {
      String text = PAGE.filesBefore(PAGE.blocks().getLast()).get(unit);
      Files.writeString(folder.resolve(unit), text.replace("/usr/bin/java", "/bin/true"));
    }
    try (Program verify =
        Program.start(
            List.of("systemd-analyze", "verify", "--man=no", "--generators=no"),
            folder.resolve("app.service"),
            folder.resolve("app.socket"))) {
      assertThat(verify.end()).isEqualTo(new Program.Ended(0, "", ""));
    }
  }

  @Test
  void prometheus() throws Exception {
    try (Program program = start("PrometheusMetrics").awaitOutput("metrics at ")) {
      program.awaitOutput("\n");
      String[] line = program.out().strip().split(" ");
      Address echo = Address.parse(line[2].replace(",", ""));
      try (Connection client = Connection.of(Socket.dial("127.0.0.1", ((Inet) echo).port()))) {
        client.write("byebye\n");
        assertThat(client.readLine(10)).isEqualTo("byebye");
        assertThat(scrape(line[line.length - 1]))
            .contains("mortise_server_connections_active{server=\"echo\"} 1.0\n")
            .contains("mortise_server_connections_accepted_total{server=\"echo\"} 1.0\n")
            .contains("mortise_server_received_bytes_total{server=\"echo\"} 7.0\n")
            .contains("mortise_server_ready{server=\"echo\"} 1.0\n")
            .contains("mortise_server_draining{server=\"echo\"} 0.0\n")
            .contains("mortise_server_loop_takeovers_total{loop=\"0\",server=\"echo\"}");
      }
      assertThat(program.say("\n").end().status()).isZero();
    }
  }

  private static String scrape(String port) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (InputStream in = metrics.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String port(Program program) throws InterruptedException {
    program.awaitOutput("\n");
    return program.out().strip().replaceAll(".*:", "");
  }
}
