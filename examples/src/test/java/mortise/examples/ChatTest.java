package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

final class ChatTest {
  private static Program chat() throws Exception {
    return Program.start(Examples.compiled("Chat", "127.0.0.1:0"));
  }

  private static String port(Program chat) throws Exception {
    return chat.awaitOutput("\n").out().replaceFirst("chat at 127.0.0.1:", "").strip();
  }

  @Test
  void guestsHearEachOther() throws Exception {
    try (Program chat = chat()) {
      String port = port(chat);
      try (Program first = Program.start("nc.openbsd", "-N", "127.0.0.1", port)) {
        first.say("hello?\n");
        try (Program second = Program.start("socat", "-", "TCP4:127.0.0.1:" + port)) {
          first.awaitOutput(" is here\n").say("hello, you\n");
          second.awaitOutput(" says hello, you\n").say("good day\n");
          first.awaitOutput(" says good day\n");
          second.endInput();
          first.awaitOutput(" is gone\n");
        }
        assertThat(first.out().lines()).allMatch(line -> line.startsWith("127.0.0.1:"));
      }
    }
  }

  @Test
  void guestsAreToldWhenTheChatEnds() throws Exception {
    try (Program chat = chat();
        Program guest = Program.start("nc.openbsd", "127.0.0.1", port(chat))) {
      try (Program other = Program.start("nc.openbsd", "-N", "127.0.0.1", port(chat))) {
        guest.awaitOutput(" is here\n");
        chat.signal("TERM");
        assertThat(guest.awaitOutput("the chat ends\n").out()).contains(" is here\n");
        other.awaitOutput("the chat ends\n");
      }
      chat.end();
    }
  }

  @Test
  void guestThatDoesNotListenIsLetGo() throws Exception {
    String stubborn =
        """
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        s.connect(('127.0.0.1', int(sys.argv[1])))
        print('deaf')
        sys.stdin.read()
        """;
    String talker =
        """
        import threading
        s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        def talk():
            try:
                while True: s.sendall((b'x' * 900 + b'\\n') * 20)
            except OSError: pass
        threading.Thread(target=talk, daemon=True).start()
        print('talks')
        while b'is gone' not in s.recv(10000): pass
        print('alone')
        os._exit(0)
        """;
    try (Program chat = chat();
        Program deaf = Python.start(stubborn, port(chat))) {
      deaf.awaitOutput("deaf");
      try (Program talks = Python.start(talker, port(chat))) {
        assertThat(talks.end()).isEqualTo(Python.printed("talks\nalone\n"));
      }
    }
  }
}
