package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TcpProxyTest {
  private static final String SERVER =
      """
      s = socket.create_server(('127.0.0.1', 0))
      print(s.getsockname()[1])
      while True:
          ss, _ = s.accept()
          got = ss.makefile('rb').read()
          ss.sendall(b'%d bytes, ' % len(got) + got[:5])
          ss.close()
      """;

  private static final String CLIENT =
      """
      s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
      s.sendall(b'hello' * 200000)
      s.shutdown(socket.SHUT_WR)
      print(s.makefile().read())
      """;

  private static String port(Program proxy) throws Exception {
    return proxy.awaitOutput("\n").out().replaceFirst("proxy at 127.0.0.1:", "").strip();
  }

  @Test
  void passesBothDirectionsAndTheirEnds() throws Exception {
    try (Program server = Python.start(SERVER)) {
      String there = "127.0.0.1:" + server.awaitOutput("\n").out().strip();
      try (Program proxy = Program.start(Examples.compiled("TcpProxy", "127.0.0.1:0", there))) {
        for (int i = 0; i < 3; i++) {
          try (Program client = Python.start(CLIENT, port(proxy))) {
            assertThat(client.end()).isEqualTo(Python.printed("1000000 bytes, hello\n"));
          }
        }
      }
    }
  }

  @Test
  void passesTcpOnToUnix(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("s");
    try (Program socat =
            Program.start("socat", "UNIX-LISTEN:" + path, "EXEC:cat").awaitListening(path);
        Program proxy =
            Program.start(Examples.compiled("TcpProxy", "127.0.0.1:0", "unix:" + path));
        Program nc = Program.start("nc.openbsd", "-N", "127.0.0.1", port(proxy))) {
      nc.say("through\n").awaitOutput("through\n").endInput();
      assertThat(nc.end().status()).isZero();
      socat.end();
    }
  }

  @Test
  void nobodyThereEndsTheConnectionAlone() throws Exception {
    try (Program proxy =
        Program.start(Examples.compiled("TcpProxy", "127.0.0.1:0", "unix:@nobody-is-here"))) {
      for (int i = 0; i < 2; i++) {
        try (Program nc = Program.start("nc.openbsd", "127.0.0.1", port(proxy))) {
          assertThat(nc.endInput().end().out()).isEmpty();
        }
      }
    }
  }
}
