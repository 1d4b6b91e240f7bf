package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HotRestartTest {
  @Test
  void successorServesNewClientsAndThePredecessorFinishesItsOwn(@TempDir Path folder)
      throws Exception {
    Object[] arguments = {0, folder.resolve("path")};
    try (Program old = Program.start(Examples.compiled("HotRestart", arguments))) {
      old.awaitOutput("serving at 127.0.0.1:");
      String line = old.out();
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1).strip());
      Connection stays = Connection.of(Socket.dial("127.0.0.1", port));
      echo(stays);
      try (Program successor = Program.start(Examples.compiled("HotRestart", arguments))) {
        successor.awaitOutput("serving at 127.0.0.1:" + port);
        echo(stays);
        try (Connection late = Connection.of(Socket.dial("127.0.0.1", port))) {
          echo(late);
          echo(stays);
          stays.close();
          assertThat(old.end().out()).endsWith("\n1 served, 0 cut\n");
          echo(late);
        }
      }
    }
  }

  private static void echo(Connection connection) throws Exception {
    connection.write("hello\n");
    assertThat(connection.readLine(100)).isEqualTo("hello");
  }
}
