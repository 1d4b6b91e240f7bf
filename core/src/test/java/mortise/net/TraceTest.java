package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mortise.sys.Fcntl;
import mortise.sys.Unistd;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is one listener in a process, so these run one by one and look at their own thread. */
@Execution(ExecutionMode.SAME_THREAD)
final class TraceTest {
  private final List<Trace.Call> calls = new ArrayList<>();

  private void listen() {
    Thread own = Thread.currentThread();
    Trace.to(call -> {
      if (call.thread() == own) {
        calls.add(call);
      }
    });
  }

  @AfterEach
  void stop() {
    Trace.to(null);
  }

  private List<String> lines() {
    return calls.stream().map(call -> call.toString().replaceFirst(" <.*", "")).toList();
  }

  @Test
  void everyCallIsALineOfStrace() throws IOException {
    listen();
    Socket server = Socket.open();
    server.option(Option.SO_REUSEADDR, true);
    server.bind("127.0.0.1", 0);
    server.listen(5);
    Address address = server.localAddress();
    Socket client = Socket.open();
    client.connect(address);
    Socket accepted = server.accept();
    Address from = accepted.peerAddress();
    client.send("a\n\"\\\u00e9".getBytes());
    accepted.recv(512);
    accepted.sendAll(new byte[0]);
    accepted.shutdown(Shutdown.WR);
    client.recv(3, Flags.WAITALL);
    int s = server.fileno();
    int c = client.fileno();
    int a = accepted.fileno();
    for (Socket socket : List.of(client, accepted, server)) {
      socket.close();
      socket.close();
    }
    assertThat(lines())
        .containsExactly(
            "socket(AF_INET, SOCK_STREAM, 0) = " + s,
            "setsockopt(" + s + ", SO_REUSEADDR, true) = 0",
            "bind(" + s + ", 127.0.0.1:0) = 0",
            "listen(" + s + ", 5) = 0",
            "getsockname(" + s + ", " + address + ") = 0",
            "socket(AF_INET, SOCK_STREAM, 0) = " + c,
            "connect(" + c + ", " + address + ") = 0",
            "accept(" + s + ", " + from + ") = " + a,
            "getpeername(" + a + ", " + from + ") = 0",
            "send(" + c + ", \"a\\n\\\"\\\\\\xc3\\xa9\", 6, 0) = 6",
            "recv(" + a + ", \"a\\n\\\"\\\\\\xc3\\xa9\", 512, 0) = 6",
            "send(" + a + ", \"\", 0, 0) = 0",
            "shutdown(" + a + ", SHUT_WR) = 0",
            "recv(" + c + ", \"\", 3, MSG_WAITALL) = 0",
            "close(" + c + ") = 0",
            "close(" + a + ") = 0",
            "close(" + s + ") = 0");
  }

  @Test
  void failuresHaveNameAndWords() throws IOException {
    try (Socket taken = Loopback.TCP4.bound();
        Socket socket = Socket.open();
        SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      Address address = taken.localAddress();
      listen();
      assertThatThrownBy(() -> socket.connect(address)).isNotNull();
      assertThatThrownBy(() -> socket.bind(address)).isNotNull();
      Socket first = pair.first();
      assertThatThrownBy(() -> first.recv(9, Flags.DONTWAIT)).isNotNull();
      first.timeout(Duration.ofMillis(1));
      assertThatThrownBy(() -> first.recvFrom(9)).isNotNull();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> first.timeout(null).recv(9)).isNotNull();
      assertThat(Thread.interrupted()).isTrue();
      int s = socket.fileno();
      int f = first.fileno();
      first.close();
      assertThatThrownBy(() -> first.recv(9)).isNotNull();
      assertThat(lines())
          .containsExactly(
              "connect(" + s + ", " + address + ") = -1 ECONNREFUSED (Connection refused)",
              "bind(" + s + ", " + address + ") = -1 EADDRINUSE (Address already in use)",
              "recv("
                  + f
                  + ", \"\", 9, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)",
              "recvfrom(" + f + ", \"\", 9, 0, null) = -1 ETIMEDOUT (timed out)",
              "recv(" + f + ", \"\", 9, 0) = -1 EINTR (interrupted)",
              "close(" + f + ") = 0",
              "recv(" + f + ", \"\", 9, 0) = -1 EBADF (closed)");
    }
  }

  @Test
  void closeOfANumberThatIsGoneIsEbadf() throws IOException {
    try (Socket first = Loopback.UDP.open()) {
      // Far above the numbers that other tests of this JVM open meanwhile.
      int number = Fcntl.fcntl(first.fileno(), Fcntl.F_DUPFD_CLOEXEC, 900);
      Socket socket = Socket.ofDescriptor(number);
      assertThat(Unistd.close(number)).isZero();
      listen();
      socket.close();
      assertThat(lines()).containsExactly("close(" + number + ") = -1 EBADF (Bad file descriptor)");
    }
  }

  @Test
  void longMessagesAreCut() throws IOException {
    try (SocketPair pair = Loopback.UDP.pair()) {
      listen();
      pair.first().send("x".repeat(48).getBytes());
      pair.first().send("x".repeat(49).getBytes());
      String shown = "\"" + "x".repeat(48) + "\"";
      assertThat(lines())
          .containsExactly(
              "send(" + pair.first().fileno() + ", " + shown + ", 48, 0) = 48",
              "send(" + pair.first().fileno() + ", " + shown + "..., 49, 0) = 49");
    }
  }

  @Test
  void callKnowsItsThreadAndTimes() throws IOException {
    Instant before = Instant.now().minusMillis(1);
    try (SocketPair pair = Loopback.UDP.pair()) {
      listen();
      pair.first().timeout(Duration.ofMillis(5));
      assertThatThrownBy(() -> pair.first().recv(1)).isNotNull();
    }
    Trace.Call call = calls.getFirst();
    assertThat(call.thread()).isSameAs(Thread.currentThread());
    assertThat(call.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(5));
    assertThat(call.start()).isBetween(before, Instant.now());
    assertThat(call.result()).isEqualTo(-1);
    assertThat(call.toString()).matches("recv\\(.*\\) = -1 .* <\\d+\\.\\d{6}>");
  }

  @Test
  void noListenerNoLines() throws IOException {
    listen();
    Trace.to(null);
    try (SocketPair pair = Loopback.UDP.pair()) {
      pair.first().send(new byte[1]);
    }
    assertThat(calls).isEmpty();
  }

  @Test
  void listenersErrorReachesTheCallerAndLeavesNothingOpen() throws IOException {
    try (Socket listener = Loopback.TCP4.listener();
        Socket client = Loopback.TCP4.client(listener.localAddress())) {
      IllegalStateException error = new IllegalStateException("words");
      throwFrom(List.of("accept", "socket", "socketpair"), error);
      assertThatThrownBy(listener::accept).isSameAs(error);
      assertThatThrownBy(Socket::open).isSameAs(error);
      assertThatThrownBy(() -> Socket.pair(Family.UNIX, Type.STREAM)).isSameAs(error);
      Trace.to(null);
      // Of the others LeaksTest tells.
      client.timeout(Duration.ofSeconds(10));
      assertThat(client.recv(1)).as("the accepted socket was closed").isEmpty();
    }
  }

  private static void throwFrom(List<String> names, RuntimeException error) {
    Thread own = Thread.currentThread();
    Trace.to(call -> {
      if (call.thread() == own && names.contains(call.name())) {
        throw error;
      }
    });
  }

  @Test
  void propertyTracesToAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("trace");
    Files.writeString(file, "kept\n");
    new ChildJvm().with("-Dmortise.trace=" + file).run(Conversation.class).succeeded();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.getFirst()).isEqualTo("kept");
    assertThat(lines.subList(1, lines.size()))
        .hasSize(6)
        .allMatch(
            line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{6} \\[main] .* <\\d+\\.\\d{6}>"));
    assertThat(lines.get(1)).contains("] socketpair(AF_UNIX, SOCK_STREAM, 0, [");
    assertThat(lines.get(2)).contains("\"hello\", 5, 0) = 5 <");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stderr", "stdout"})
  void propertyTracesToAStandardStream(String target) throws Exception {
    String output =
        new ChildJvm().with("-Dmortise.trace=" + target).run(Conversation.class).succeeded();
    assertThat(output.lines()).hasSize(6);
  }

  /** Six calls. */
  static final class Conversation {
    private Conversation() {}

    public static void main(String[] arguments) throws IOException {
      try (SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
        pair.first().send("hello".getBytes());
        pair.second().recv(new byte[5], Flags.NONE);
        pair.first().shutdown(Shutdown.RDWR);
      }
    }
  }
}
