package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.FailingAccept;
import mortise.testing.Needs;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that listens, while its kernel lets accept fail: it goes on, and serves afterwards.
 */
final class ListenersTest {
  private static final Pattern PORT =
      Pattern.compile("(?i)listening (?:on|at) .*?127\\.0\\.0\\.1:(\\d+)");

  /** EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, ENETDOWN. */
  private static final int[] ERRORS = {24, 23, 105, 12, 103, 100};

  private static final int MANY = 120;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TURN = Duration.ofMillis(100);
  private static final int TURNS = 600;
  private static final AtomicInteger WORDS = new AtomicInteger();

  /** A command that listens, what a client sends, and how the answer begins. */
  enum Listener {
    NC("", "", "nc", "-lkv", "127.0.0.1", "0"),
    EXEC("hi\n", "hi", "nc", "-lkv", "127.0.0.1", "0", "-c", "cat"),
    BROKER("", "", "nc", "-lkv", "127.0.0.1", "0", "--broker"),
    CHAT("", "<announce>", "nc", "-lkv", "127.0.0.1", "0", "--chat"),
    HTTP("x\r\n\r\n", "HTTP/1", "nc", "-lkv", "127.0.0.1", "0", "--proxy-type", "http"),
    SOCKS("\5\1\0", "\5\0", "nc", "-lkv", "127.0.0.1", "0", "--proxy-type", "socks5"),
    RELAY("hi\n", "hi", "relay", "-v", "tcp-listen:127.0.0.1:0,fork", "exec:cat"),
    SERVE("hi\n", "hi", "serve", "echo", "0");

    final String request;
    final String answer;
    final List<String> command;

    Listener(String request, String answer, String... command) {
      this.request = request;
      this.answer = answer;
      this.command = List.of(command);
    }

    /** Whether a client is served; one that is closed or reset is not. */
    boolean serves(Program program, Address address) {
      try (Socket client = Socket.open()) {
        client.timeout(PATIENCE).connect(address);
        return switch (this) {
          case NC -> prints(program, client);
          case BROKER -> passesOn(client, address);
          default -> answers(client);
        };
      } catch (IOException e) {
        return false;
      }
    }

    private boolean answers(Socket client) throws IOException {
      client.sendAll(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] start = client.inputStream().readNBytes(answer.length());
      return new String(start, StandardCharsets.ISO_8859_1).equals(answer);
    }

    /** What a client sends is printed. */
    private static boolean prints(Program program, Socket client) throws IOException {
      String word = "word" + WORDS.getAndIncrement() + ";";
      client.sendAll(word.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < TURNS && !program.out().contains(word); i++) {
        if (isEnded(client)) {
          return false;
        }
      }
      return program.out().contains(word);
    }

    /** What one client sends another one gets, from when it has been let in. */
    private static boolean passesOn(Socket client, Address address) throws IOException {
      try (Socket other = Socket.open()) {
        other.timeout(PATIENCE).connect(address);
        other.timeout(TURN);
        for (int i = 0; i < TURNS; i++) {
          client.sendAll(new byte[] {'x'});
          try {
            return other.recv(1).length == 1;
          } catch (SocketTimeoutException e) {
            // Not yet, most likely.
          }
        }
        return false;
      }
    }

    private static boolean isEnded(Socket client) throws IOException {
      try {
        client.timeout(TURN).recv(1);
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    /** Whether a client that waits gets an answer or an end: the alternative is that it hangs. */
    void answersOrEnds(Socket client) throws SocketTimeoutException {
      try {
        answers(client.timeout(PATIENCE));
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        // Reset, which is an end.
      }
    }
  }

  private static Address address(Program program) throws Exception {
    Matcher[] found = new Matcher[1];
    Until.holds(() -> {
      found[0] = PORT.matcher(program.toString());
      return found[0].find() || !program.isAlive();
    });
    return Inet4.LOOPBACK.withPort(Integer.parseInt(found[0].group(1)));
  }

  @ParameterizedTest
  @EnumSource
  void errorsOfAcceptEndNoListener(Listener listener, @TempDir Path folder) throws Exception {
    FailingAccept accept = new FailingAccept(folder);
    try (Program program =
        Program.start(
            Program.words(accept.command(), Mortise.command(listener.command.toArray())))) {
      Address address = address(program);
      assertThat(listener.serves(program, address)).isTrue();
      for (int error : ERRORS) {
        long before = accept.failures();
        accept.with(error);
        try (Socket waiting = Socket.open()) {
          waiting.connect(address);
          Until.holds(() -> accept.failures() > before + 1);
          accept.with(0);
          Until.holds(() -> listener.serves(program, address));
        }
        assertThat(program.isAlive()).as("after errno " + error + "\n" + program).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void descriptorsThatRunOutEndNoListenerAndLeaveNoClientHanging(Listener listener)
      throws Exception {
    String prlimit = Needs.program("prlimit").toString();
    List<Socket> clients = new ArrayList<>();
    try (Program program =
        Program.start(
            Program.words(prlimit, "--nofile=80", Mortise.command(listener.command.toArray())))) {
      Address address = address(program);
      assertThat(listener.serves(program, address)).isTrue();
      for (int i = 0; i < MANY; i++) {
        Socket client = Socket.open();
        clients.add(client);
        client.timeout(PATIENCE).connect(address);
      }
      program.awaitError("(EMFILE; raise ulimit -n)");
      if (!listener.answer.isEmpty()) {
        for (Socket client : clients) {
          listener.answersOrEnds(client);
        }
      }
      clients.forEach(Socket::close);
      clients.clear();
      Until.holds(() -> listener.serves(program, address));
      assertThat(program.isAlive()).as(program.toString()).isTrue();
    } finally {
      clients.forEach(Socket::close);
    }
  }
}
