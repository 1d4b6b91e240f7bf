package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mortise.cli.Mortise;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start with SIGCHLD and SIGPIPE ignored, as supervisors and Python leave them behind: children
 * would vanish with their status, and a program would not end with its reader.
 */
final class IgnoredSignalsTest {
  private static final int SIGPIPE = 13;
  private static final int SIGCHLD = 17;

  private static Program start(Object... arguments) throws Exception {
    return Program.start(
        "bash", "-c", "trap '' CHLD PIPE; exec \"$@\"", "bash", Mortise.command(arguments));
  }

  private static String port(Program listener) throws Exception {
    listener.awaitError("Listening on 127.0.0.1:");
    String told = listener.toString();
    String line = told.substring(told.indexOf("Listening on "));
    return line.substring(line.indexOf(':') + 1, line.indexOf('\n'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--ssl"})
  void listenerRunsProgramsAndEnds(String tls) throws Exception {
    List<String> secured = tls.isEmpty() ? List.of() : List.of(tls);
    try (Program server = start("nc", "-lv", secured, "127.0.0.1", "0", "-c", "cat; exit 3")) {
      try (Program client = Mortise.start("nc", secured, "127.0.0.1", port(server))) {
        assertThat(client.say("there and back").endInput().end())
            .isEqualTo(new Program.Ended(0, "there and back", ""));
      }
      assertThat(server.end().status()).isZero();
    }
  }

  @Test
  void programsDoNotIgnoreThem() throws Exception {
    try (Program server =
            start("nc", "-lv", "127.0.0.1", "0", "-c", "grep SigIgn /proc/self/status");
        Program client = Mortise.start("nc", "127.0.0.1", port(server))) {
      String told = client.endInput().end().out();
      long ignored = Long.parseUnsignedLong(told.replaceAll("\\s*SigIgn:\\s*|\\s", ""), 16);
      assertThat(ignored >> SIGPIPE - 1 & 1).as("SIGPIPE").isZero();
      assertThat(ignored >> SIGCHLD - 1 & 1).as("SIGCHLD").isZero();
    }
  }

  @Test
  void brokenPipeEndsQuietlyBelowPythonWhichIgnoresIt() throws Exception {
    String parent =
        """
        import signal, subprocess
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        child = subprocess.Popen(sys.argv[1:], restore_signals=False, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        print(child.stdout.read(2))
        child.stdout.close()
        print(child.wait(), child.stderr.read())
        """;
    try (Socket listener = Socket.listener(Inet4.LOOPBACK)) {
      int port = ((Inet) listener.localAddress()).port();
      List<String> line = Mortise.command("nc", "127.0.0.1", port);
      try (Program python = Python.start(parent, line.toArray());
          Socket peer = listener.accept()) {
        Thread.ofVirtual().start(() -> sendUntilItBreaks(peer));
        assertThat(python.end()).isEqualTo(Python.printed("b'y\\n'\n141 b''\n"));
      }
    }
  }

  private static void sendUntilItBreaks(Socket peer) {
    try {
      while (true) {
        peer.sendAll("y\n".getBytes());
        Thread.sleep(10);
      }
    } catch (java.io.IOException | InterruptedException _) {
      // nc has ended.
    }
  }
}
