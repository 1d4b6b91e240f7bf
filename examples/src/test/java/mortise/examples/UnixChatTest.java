package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mortise.testing.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixChatTest {
  private static final String ENDED = "the other side has ended\n";

  private Path path;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    path = folder.resolve("chat");
  }

  @Test
  void twoOfThemTalkUntilBothHaveEnded() throws Exception {
    try (Program first = Program.start(Examples.run("UnixChat", path)).awaitListening(path);
        Program second = Program.start(Examples.run("UnixChat", path))) {
      second.say("hello\n");
      first.awaitOutput("hello\n").say("good day\nhow are you?\n");
      second.awaitOutput("how are you?\n").say("grüß dich\n").endInput();
      first.awaitOutput(ENDED).endInput();
      assertThat(first.end())
          .isEqualTo(
              new Program.Ended(0, "waiting at " + path + "\nhello\ngrüß dich\n" + ENDED, ""));
      assertThat(second.end())
          .isEqualTo(new Program.Ended(0, "good day\nhow are you?\n" + ENDED, ""));
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void talksToPythonThatListens() throws Exception {
    String server =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.bind(sys.argv[1])
        s.listen(1)
        ss, address = s.accept()
        print(repr(address))
        ss.send(b'from python\\n')
        while True:
            data = ss.recv(512)
            if not data: break
            print(data.decode(), end='')
        """;
    try (Program python =
            Program.start(List.of("python3", "-u", "-c", server, path)).awaitListening(path);
        Program chat = Program.start(Examples.compiled("UnixChat", path))) {
      chat.awaitOutput("from python\n").say("to python\n").endInput();
      assertThat(python.end()).isEqualTo(new Program.Ended(0, "''\nto python\n", ""));
      assertThat(chat.end()).isEqualTo(new Program.Ended(0, "from python\n" + ENDED, ""));
    }
  }

  @Test
  void talksToPythonThatConnects() throws Exception {
    String client =
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.connect(sys.argv[1])
        s.send(b'from python\\n')
        print(s.recv(512).decode(), end='')
        """;
    try (Program chat = Program.start(Examples.compiled("UnixChat", path)).awaitListening(path);
        Program python = Program.start(List.of("python3", "-c", client, path))) {
      chat.awaitOutput("from python\n").say("to python\n");
      assertThat(python.end()).isEqualTo(new Program.Ended(0, "to python\n", ""));
      chat.endInput();
      assertThat(chat.end().out()).isEqualTo("waiting at " + path + "\nfrom python\n" + ENDED);
    }
  }

  @Test
  void talksToNcOnBothSides() throws Exception {
    try (Program chat = Program.start(Examples.compiled("UnixChat", path)).awaitListening(path);
        Program nc = Program.start("nc.openbsd", "-N", "-U", path)) {
      nc.say("from nc\n");
      chat.awaitOutput("from nc\n").say("to nc\n");
      nc.awaitOutput("to nc\n").endInput();
      chat.awaitOutput(ENDED).endInput();
      assertThat(chat.end().status()).isZero();
    }
    try (Program nc = Program.start("nc.openbsd", "-N", "-lU", path).awaitListening(path);
        Program chat = Program.start(Examples.compiled("UnixChat", path))) {
      chat.say("to nc\n");
      nc.awaitOutput("to nc\n").say("from nc\n");
      chat.awaitOutput("from nc\n").endInput();
      nc.endInput();
      assertThat(chat.end()).isEqualTo(new Program.Ended(0, "from nc\n" + ENDED, ""));
    }
  }
}
