package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.cli.Tmux.Pane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on terminals, as a person has them. */
final class TmuxTest {
  @TempDir private Path folder;

  @Test
  void twoPeopleTalkUntilOneEndsTheInput() throws Exception {
    try (Tmux tmux = new Tmux(folder)) {
      Pane one = tmux.open(80, 24).line("mortise nc -lv 127.0.0.1 0; echo ended $?");
      Pane two =
          tmux.open(80, 24).line("mortise nc -v 127.0.0.1 " + one.port() + "; echo ended $?");
      two.await("Ncat: Connected to ").line("hello there");
      one.await("hello there").line("and back");
      two.await("and back").key("C-d").await("ended 0");
      one.await("ended 0");
      assertThat(two.screen()).contains("hello there", "and back");
    }
  }

  /** As of ncat, and other than of programs that only return 130. */
  @Test
  void controlCStopsAScriptAndLeavesThePromptAtTheLeft() throws Exception {
    try (Tmux tmux = new Tmux(folder)) {
      Files.writeString(folder.resolve("script"), "mortise nc -lv 127.0.0.1 0\necho went on\n");
      Pane pane = tmux.open(80, 24).line("bash script");
      pane.await("Ncat: Listening on ").key("C-c").await("$"::equals);
      pane.line("echo status $?").await("status 130");
      assertThat(pane.screen()).doesNotContain("went on").contains("^C");
    }
  }

  @Test
  void progressIsOneLineHoweverNarrow() throws Exception {
    Files.write(folder.resolve("big"), new byte[64 << 20]);
    try (Tmux tmux = new Tmux(folder);
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Pane pane = tmux.open(24, 12);
      pane.line("mortise nc --send-only 127.0.0.1 " + server.getLocalPort() + " <big");
      try (Socket peer = server.accept()) {
        String first = pane.find(line -> line.startsWith("sent "));
        for (int columns : List.of(24, 50)) {
          pane.resize(columns, 12);
          peer.getInputStream().readNBytes(20 << 20);
          String before = first;
          first = pane.find(line -> line.startsWith("sent ") && !line.equals(before));
        }
        assertThat(pane.screen().stream().filter(line -> line.startsWith("sent "))).hasSize(1);
        peer.getInputStream().readAllBytes();
      }
      pane.line("echo ended $?").await("ended 0");
      assertThat(pane.screen()).noneMatch(line -> line.startsWith("sent "));
    }
  }

  @Test
  void benchTurnsItsTableWhereItDoesNotFit() throws Exception {
    try (Tmux tmux = new Tmux(folder);
        ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> echo(server));
      Pane pane = tmux.open(40, 24);
      pane.line("mortise bench " + server.getLocalPort() + " --echo 64 -n 50");
      pane.await("MOST ");
      assertThat(pane.screen()).anyMatch(line -> line.matches("REQUESTS +50"));
    }
  }

  private static void echo(ServerSocket server) {
    try (Socket peer = server.accept()) {
      peer.getInputStream().transferTo(peer.getOutputStream());
    } catch (java.io.IOException _) {
      // The other end has gone.
    }
  }

  @Test
  void watchedSocketsStayAtTheTopAndWithinTheScreen() throws Exception {
    try (Tmux tmux = new Tmux(folder);
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();
      Pane pane = tmux.open(80, 24);
      pane.line("mortise sockets -l --port " + port + " --watch=100ms").await("tcp");
      assertThat(pane.screen().getFirst()).startsWith("KIND ");
      pane.resize(40, 12).await(line -> line.startsWith("tcp") && line.endsWith("…"));
      pane.key("C-c").await("$"::equals);
    }
  }
}
