package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Tables;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message of docs/troubleshooting.md is provoked. */
@NeedsLinux("its messages are those of Linux")
final class TroubleshootingPageTest {
  private static final int SOCKETS = 1000;

  static Stream<String> messages() throws IOException {
    return Tables.rows("troubleshooting.md", "message", "cause and remedy").stream()
        .map(row -> Tables.code(row.getFirst()).getFirst());
  }

  @Test
  void theTableHasRows() throws IOException {
    assertThat(messages()).hasSizeGreaterThan(8);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void comesAsThePageSays(String message) throws Exception {
    switch (message) {
      case "WARNING: A restricted method in java.lang.foreign.Linker has been called" ->
          assertThat(new ChildJvm().withoutNativeAccess().run(Provoked.class, "refused").output())
              .contains(message, "--enable-native-access=ALL-UNNAMED");
      case "virtual threads run on the JDK's scheduler" ->
          assertThat(new ChildJvm().run(Provoked.class, "loop").output())
              .contains(message, "--add-opens=java.base/java.lang=ALL-UNNAMED");
      case "mortise calls libc and was not allowed to" ->
          assertThat(
                  new ChildJvm()
                      .withoutNativeAccess()
                      .with("--illegal-native-access=deny")
                      .run(Provoked.class, "refused")
                      .output())
              .contains(message, "--enable-native-access=ALL-UNNAMED");
      case "Permission denied, ports below 1024 require CAP_NET_BIND_SERVICE (EACCES)" -> {
        Needs.networkNamespace(); // whose limit is 1024
        assertThat(without("net_bind_service", "port")).contains(message);
      }
      case "raw and packet sockets require CAP_NET_RAW (EPERM)" ->
          assertThat(without("net_raw", "raw")).contains(message);
      case "Too many open files (EMFILE)" ->
          assertThat(child("prlimit", "--nofile=200:200").run(Provoked.class, "many").output())
              .contains(message);
      case "needs Linux, and this is the portable layer over NIO" ->
          assertThat(
                  new ChildJvm().with("-Dmortise.sys=portable").run(Provoked.class, "raw").output())
              .contains(message);
      default -> assertThat(catchThrowable(here(message))).hasMessageEndingWith(message);
    }
  }

  private static ChildJvm child(String program, String... arguments) {
    List<String> all = new ArrayList<>(List.of(Needs.program(program).toString()));
    all.addAll(List.of(arguments));
    return new ChildJvm().under(all.toArray(String[]::new));
  }

  /** What a process without a capability prints, in a network of its own. */
  private static String without(String capability, String what) throws Exception {
    String setpriv = Needs.program("setpriv").toString();
    String unshare = Needs.networkNamespace().toString();
    return new ChildJvm()
        .under(
            unshare, "--net", setpriv, "--bounding-set=-" + capability, "--inh-caps=-" + capability)
        .run(Provoked.class, what)
        .output();
  }

  private static ThrowingCallable here(String message) {
    return switch (message) {
      case "Address already in use (EADDRINUSE)" -> TroubleshootingPageTest::listenTwice;
      case "Connection refused (ECONNREFUSED)" -> Provoked::refused;
      case "timed out (ETIMEDOUT)" -> TroubleshootingPageTest::waitInVain;
      case "Connection reset by peer (ECONNRESET)" -> TroubleshootingPageTest::receiveAfterReset;
      case "Broken pipe (EPIPE)" -> TroubleshootingPageTest::sendAfterClose;
      case "the socket is closed (EBADF)" -> TroubleshootingPageTest::useAfterClose;
      default -> throw new AssertionError("nothing here provokes: " + message);
    };
  }

  private static void listenTwice() throws IOException {
    try (Socket first = Loopback.TCP4.listener();
        Socket second = Socket.open()) {
      second.bind(first.localAddress());
    }
  }

  private static void waitInVain() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().timeout(Duration.ofMillis(1)).recv(1);
    }
  }

  private static void receiveAfterReset() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Misbehaviour.reset(pair.second());
      pair.first().recv(1);
    }
  }

  private static void sendAfterClose() throws IOException {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      pair.second().close();
      pair.first().sendAll("hello");
    }
  }

  private static void useAfterClose() throws IOException {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().close();
      pair.first().sendAll("hello");
    }
  }

  /** What is provoked in a process of its own: prints the message. */
  static final class Provoked {
    private Provoked() {}

    public static void main(String[] arguments) {
      try {
        switch (arguments[0]) {
          case "port" -> Socket.listener(Inet4.ANY.withPort(81)).close();
          case "raw" -> Socket.open(Family.INET, Type.RAW, Protocol.ICMP).close();
          case "many" -> many();
          case "loop" -> Loop.open("provoked").close();
          default -> refused();
        }
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }

    private static void many() throws IOException {
      Socket.open().close();
      try (Socket none = Socket.open(Family.INET, Type.SEQPACKET)) {
        throw new AssertionError(none);
      } catch (IOException _) {
        // Its classes are loaded now, for which there is no descriptor later.
      }
      List<Socket> open = new ArrayList<>();
      try {
        while (open.size() < SOCKETS) {
          open.add(Socket.open());
        }
      } finally {
        for (Socket socket : open) {
          socket.close();
        }
      }
    }

    static void refused() throws IOException {
      try (Socket bound = Socket.open();
          Socket socket = Socket.open()) {
        bound.bind(Inet4.LOOPBACK.withPort(0)); // and does not listen
        socket.connect(bound.localAddress());
      }
    }
  }
}
