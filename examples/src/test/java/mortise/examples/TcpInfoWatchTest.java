package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

final class TcpInfoWatchTest {
  private static final String ESTABLISHED =
      "ESTABLISHED rtt=\\d+\\.\\d{3}±\\d+\\.\\d{3} ms cwnd=\\d+ retransmits=0 unacked=0"
          + " received=%d";

  @Test
  void watchesItsConnectionToPython() throws Exception {
    try (Program python =
        Python.start(
            """
            s = socket.create_server(('127.0.0.1', 0))
            print(s.getsockname()[1])
            ss, _ = s.accept()
            ss.sendall(bytes(100000))
            sys.stdin.read()
            """)) {
      String port = python.awaitOutput("\n").out().strip();
      try (Program watch =
          Program.start(Examples.compiled("TcpInfoWatch", "127.0.0.1:" + port, 2))) {
        List<String> lines = watch.end().out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:" + port);
        assertThat(lines.get(2)).matches(String.format(Locale.ROOT, ESTABLISHED, 100000));
      }
    }
  }

  @Test
  void waitsForAConnectionAndTellsItsEnd() throws Exception {
    try (Program watch = Program.start(Examples.compiled("TcpInfoWatch", "-l", "127.0.0.1:0"))) {
      String port = watch.awaitOutput("\n").out().replaceFirst("listening on .*:", "").strip();
      try (Program nc = Program.start("nc.openbsd", "-N", "127.0.0.1", port)) {
        watch.awaitOutput("ESTABLISHED");
        nc.say("five\n").endInput();
        List<String> lines = watch.end().out().lines().toList();
        assertThat(lines.getLast()).startsWith("CLOSE_WAIT rtt=").endsWith("received=6");
      }
    }
  }
}
