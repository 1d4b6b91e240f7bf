package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.FreePort;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts with an AOT cache, by the functions of the launcher: what the JVM loads besides. */
final class AotCacheTest {
  private static final Path LAUNCH = Path.of("../bin/launch");
  private static final byte[] LINE = {'x', '\n'};

  @TempDir private static Path build;
  @TempDir private Path folder;

  @BeforeAll
  static void train() throws Exception {
    assumeTrue(
        Runtime.version().feature() == 25 && System.getProperty("os.arch").equals("amd64"),
        "the way past the linker is for JDK 25 on x86-64");
    assumeTrue(Files.exists(LAUNCH), "there is no bin/launch beside the module");
    jars("jdk.module.path", build);
    jars("java.class.path", Files.createDirectory(build.resolve("classpath")));
    String all = "list_jars \"$1\"; for k in nc listen options; do archive \"$0\" \"$1\" $k; done";
    try (Program training = Program.start("sh", "-c", sourced(all), java(), build)) {
      training.endInput();
      assertThat(training.end().status()).isZero();
    }
  }

  /** The classes of native calls are made at each start; all else costs the opening of a jar. */
  @ParameterizedTest
  @CsvSource({"nc, 4", "nc -w 5, 8"})
  void clientLoadsFewClassesBesides(String options, int most) throws Exception {
    try (Socket listener = Socket.listener(0)) {
      int port = ((Inet) listener.localAddress()).port();
      try (Program nc = start(options + " 127.0.0.1 " + port)) {
        try (Socket peer = listener.accept()) {
          peer.send(LINE);
          nc.endInput();
        }
        assertThat(nc.end().status()).isZero();
      }
    }
    assertFew(most);
  }

  @ParameterizedTest
  @CsvSource({"nc -l, 4", "nc -l -u -k, 16"})
  void listenerLoadsFewClassesBesides(String options, int most) throws Exception {
    int port = FreePort.next();
    boolean datagrams = options.contains("-u");
    try (Program nc = start(options + " 127.0.0.1 " + port)) {
      if (datagrams) {
        nc.awaitDatagramSocket(port);
      } else {
        nc.awaitListening(port);
      }
      try (Socket peer = Socket.open(Family.INET, datagrams ? Type.DGRAM : Type.STREAM)) {
        peer.connect("127.0.0.1", port);
        peer.send(LINE);
        nc.say("y\n");
        assertThat(peer.recv(100)).isNotEmpty();
      }
      assertFew(most); // the JVM's end by a signal has classes of its own
      nc.endInput().signal("TERM");
      nc.end();
    }
  }

  private void assertFew(int most) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("log"))) {
      List<String> besides =
          lines
              .filter(line -> line.contains(" source: "))
              .filter(line -> !line.contains("shared objects file"))
              .toList();
      assertThat(besides)
          .hasSizeBetween(1, most)
          .noneMatch(line -> line.contains("LambdaForm") || line.contains("TypeSwitch"));
    }
  }

  private Program start(String line) throws IOException {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                sourced("launch \"$0\" \"$MORTISE_BUILD\" yes \"$@\"")
                    .replace("$MORTISE_BUILD", build.toString())
                    .replace("LOG", folder.resolve("log").toString()),
                java()));
    words.addAll(List.of(line.split(" ")));
    return Program.start(words.toArray());
  }

  private static String sourced(String script) {
    return "MORTISE_JAVA_OPTS=-Xlog:class+load:file=LOG; mortise_columns=; . "
        + LAUNCH
        + "; "
        + script;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Copies what a path of this JVM has, folders as jars: an AOT cache takes nothing else. */
  private static void jars(String property, Path target) throws IOException {
    ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
    int number = 0;
    for (String entry : System.getProperty(property).split(File.pathSeparator)) {
      Path copy = target.resolve(number++ + ".jar");
      if (property.equals("java.class.path") && !entry.contains("luaj")) {
        continue;
      }
      if (Files.isDirectory(Path.of(entry))) {
        String[] line = {"--create", "--file", copy.toString(), "-C", entry, "."};
        assertThat(jar.run(System.out, System.err, line)).isZero();
      } else {
        Files.copy(Path.of(entry), copy);
      }
    }
  }
}
