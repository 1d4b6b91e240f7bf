package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import mortise.testing.MarkdownPage;
import mortise.testing.Needs;
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
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    assertThat(javac.run(out, out, arguments.toArray(String[]::new))).as(said::toString).isZero();
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
  void spring() throws Exception {
    prints("the data received is byebye\nstopped in time: true\n", "SpringBean");
  }

  private static String port(Program program) throws InterruptedException {
    program.awaitOutput("\n");
    return program.out().strip().replaceAll(".*:", "");
  }
}
