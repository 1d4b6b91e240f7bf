package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChatTest {
  private static Program chat() throws Exception {
    return Program.start(Examples.compiled("Chat", "127.0.0.1:0"));
  }

  private static String port(Program chat) throws Exception {
    return chat.awaitOutput("\n").out().replaceFirst("chat at 127.0.0.1:", "").strip();
  }

  /** A client that the chat has let in: what others say from now on, it hears. */
  private static Program guest(Object... command) throws Exception {
    return Program.start(command).awaitOutput("welcome, here are [");
  }

  @Test
  void guestsHearEachOther() throws Exception {
    try (Program chat = chat()) {
      String port = port(chat);
      try (Program first = guest("nc.openbsd", "-N", "127.0.0.1", port)) {
        first.say("hello?\n");
        try (Program second = guest("socat", "-", "TCP4:127.0.0.1:" + port)) {
          first.awaitOutput(" is here\n").say("hello, you\n");
          second.awaitOutput(" says hello, you\n").say("good day\n");
          first.awaitOutput(" says good day\n");
          second.endInput();
          first.awaitOutput(" is gone\n");
        }
        assertThat(first.out().lines().skip(1)).allMatch(line -> line.startsWith("127.0.0.1:"));
      }
    }
  }

  @Test
  void guestsAreToldWhenTheChatEnds() throws Exception {
    try (Program chat = chat();
        Program guest = guest("nc.openbsd", "127.0.0.1", port(chat));
        Program other = guest("nc.openbsd", "-N", "127.0.0.1", port(chat))) {
      guest.awaitOutput(" is here\n");
      chat.signal("TERM");
      guest.awaitOutput("the chat ends\n");
      other.awaitOutput("the chat ends\n");
      chat.end();
    }
  }

  @Test
  void guestsMayComeThroughTls(@TempDir Path folder) throws Exception {
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    String request =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=chat";
    try (Program openssl =
        Program.start(List.of(request.split(" ")), "-keyout", key, "-out", chain)) {
      assertThat(openssl.end().status()).isZero();
    }
    try (Program chat = Program.start(Examples.compiled("Chat", "127.0.0.1:0", chain, key))) {
      String address = "127.0.0.1:" + port(chat);
      String connect = "openssl s_client -quiet -no_ign_eof -verify_return_error -CAfile";
      List<String> client = List.of((connect + " " + chain + " -connect " + address).split(" "));
      try (Program first = guest(client);
          Program second = guest(client)) {
        first.awaitOutput(" is here\n").say("hello, you\n");
        second.awaitOutput(" says hello, you\n");
        chat.signal("TERM");
        first.awaitOutput("the chat ends\n");
        assertThat(second.awaitOutput("the chat ends\n").end().status()).isZero();
        chat.end();
      }
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
