package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start must not load: docs/start-up.md says what each of these costs. */
final class StartTest {
  /** The linker, the clock of a trace, the parser of other verbs, and switches over types. */
  private static final Pattern DEAR =
      Pattern.compile(
          "mortise\\.sys\\.Native\\$Door"
              + "|mortise\\.net\\.Trace\\$Clock"
              + "|picocli\\..*"
              + "|java\\.util\\.logging\\..*"
              + "|(mortise|jdk\\.internal\\.foreign)\\..*TypeSwitch.*");

  @TempDir private Path folder;

  @Test
  void connectingWakesNeitherTheLinkerNorWhatElseIsDear() throws Exception {
    Set<String> loaded = loaded("localhost");
    assertThat(loaded).contains("mortise.cli.nc.ConnectMode");
    assertThat(loaded).filteredOn(DEAR.asMatchPredicate()).isEmpty();
  }

  @Test
  void aRefusalNeedsNoneOfItEither() throws Exception {
    int port;
    try (Socket free = Socket.listener(0)) {
      port = ((Inet) free.localAddress()).port();
    }
    Path log = folder.resolve("refused");
    try (Program nc = start(log, "127.0.0.1", port)) {
      assertThat(nc.end().status()).isEqualTo(1);
    }
    assertThat(classes(log)).filteredOn(DEAR.asMatchPredicate()).isEmpty();
  }

  private Set<String> loaded(String host) throws Exception {
    Path log = folder.resolve("classes");
    try (Socket listener = Socket.listener(0)) {
      int port = ((Inet) listener.localAddress()).port();
      try (Program nc = start(log, host, port)) {
        try (Socket peer = listener.accept()) {
          peer.send(new byte[] {'x', '\n'});
        }
        assertThat(nc.endInput().end()).isEqualTo(new Program.Ended(0, "x\n", ""));
      }
    }
    return classes(log);
  }

  private static Set<String> classes(Path log) throws Exception {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .map(line -> line.replaceFirst("^(\\[[^]]*])*", "").strip().split(" ")[0])
          .collect(Collectors.toSet());
    }
  }

  /** As the launcher starts it, less the archive, which a build of its own would take. */
  private static Program start(Path log, Object... arguments) throws Exception {
    List<String> line = new ArrayList<>(Mortise.command("nc", arguments[0], arguments[1]));
    line.addAll(1, flags());
    line.add(1 + flags().size(), "-Xlog:class+load=info:file=" + log);
    return Program.start(line);
  }

  private static List<String> flags() throws Exception {
    Path launch = Path.of("../bin/launch");
    assumeTrue(Files.exists(launch), "there is no bin/launch beside the module");
    try (Program shell = Program.start("sh", "-c", ". ../bin/launch; echo $mortise_flags")) {
      return List.of(shell.end().out().strip().split("\\s+"));
    }
  }
}
