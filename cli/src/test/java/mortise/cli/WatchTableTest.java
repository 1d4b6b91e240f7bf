package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.cli.Tmux.Pane;
import mortise.net.Socket;
import mortise.testing.Needs;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of --watch, on a terminal. */
final class WatchTableTest {
  private static final String CHECK = "; echo status $?; stty -g | cmp modes - && echo restored";

  @TempDir private Path folder;

  /** Notes the modes of a terminal, and starts the command there. */
  private static Pane start(Pane pane, String command) throws Exception {
    pane.line("stty -g >modes; clear; " + command + CHECK);
    return pane.await("mortise: 0 open");
  }

  @Test
  void keysEndTheProgramAndTheTerminalIsAsBefore() throws Exception {
    try (Tmux tmux = new Tmux(folder)) {
      Pane serve = start(tmux.open(130, 20), "mortise serve echo 127.0.0.1:0 --watch -v");
      Pane chat = start(tmux.open(80, 20), "mortise nc -lvk --chat 127.0.0.1 0 --watch");
      serve.key("q").await("restored");
      // The log was below the table, and is on the terminal afterwards.
      assertThat(serve.screen()).contains("status 0", "stopping", "restored");
      // The signal ends the line of the shell, too.
      chat.key("C-c").await("$"::equals).line("true" + CHECK).await("restored");
    }
  }

  @Test
  void rowsFollowTheConnectionsTheKeysAndTheSize() throws Exception {
    try (Tmux tmux = new Tmux(folder);
        Program echo = Mortise.start("serve", "echo", "127.0.0.1:0")) {
      String target = "tcp:" + after("listening on ", echo.awaitError("listening on").err());
      Pane pane = tmux.open(130, 20);
      // What the shell's $$ is stays the number of the command that it becomes.
      String relay = "mortise relay tcp-listen:127.0.0.1:0,fork " + target + " --watch -v 2>log";
      start(pane, "bash -c 'echo $$ >pid; exec " + relay + "'");
      String port = after("listening at 127.0.0.1:", Files.readString(folder.resolve("log")));
      try (Socket client = Socket.dial("127.0.0.1", Integer.parseInt(port))) {
        client.sendAll("hello");
        assertThat(client.recv(5)).asString().isEqualTo("hello");
        pane.await(line -> line.matches(" *1  127\\.0\\.0\\.1:\\d+ .*  5 B +5 B .*open"));
        pane.key("Right").await(line -> line.contains("PEER▲"));
        pane.resize(60, 10).await(line -> line.matches(" *1  127.*open"));
        assertThat(pane.screen()).noneMatch(line -> line.contains("PROCESS"));
      }
      pane.await(line -> line.matches(" *1  127.*closed"));
      pane.key("o").awaitNone(line -> line.matches(" *1  127.*"));
      assertThat(pane.screen()).anyMatch(line -> line.startsWith("mortise: 0 open, 1 so far"));
      long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
      ProcessHandle.of(pid).orElseThrow().destroy();
      pane.await("restored");
      assertThat(pane.screen()).contains("status 143");
    }
  }

  private static String after(String start, String text) {
    return text.substring(text.indexOf(start) + start.length()).lines().findFirst().orElseThrow();
  }

  @Test
  void withoutATerminalOneSentence() throws Exception {
    Needs.program("setsid");
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("serve", "echo", "127.0.0.1:0", "--watch"),
            List.of("relay", "tcp-listen:127.0.0.1:0", "tcp:127.0.0.1:1", "--watch"),
            List.of("nc", "-lk", "--chat", "127.0.0.1", "0", "--watch"))) {
      try (Program alone =
          Program.start("env", "TERM=xterm", "setsid", "-w", Mortise.command(words))) {
        Program.Ended ended = alone.end();
        assertThat(ended.err())
            .contains("--watch needs a terminal to draw on: this process has none");
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.status()).isEqualTo(2);
      }
    }
  }
}
