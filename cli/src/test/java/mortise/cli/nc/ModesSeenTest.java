package mortise.cli.nc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mortise.net.Socket;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** -o, -x, --hexdump, --json, --pcap and --report of listeners that serve many or run something. */
@SuppressWarnings("try") // those who come are what some of these are about
final class ModesSeenTest {
  private static final List<Object> LISTEN = List.of("-v", "-l", "127.0.0.1", 0);

  @TempDir private Path folder;

  private static Socket dial(Nc server) throws Exception {
    return Socket.dial("127.0.0.1", server.port());
  }

  private static String recv(Socket socket, int count) throws Exception {
    return new String(socket.inputStream().readNBytes(count), UTF_8);
  }

  private static void say(Socket socket, String text) throws Exception {
    socket.sendAll(text.getBytes(UTF_8));
  }

  private Nc start(Object... more) throws Exception {
    return Nc.start(LISTEN, "-o", folder.resolve("output"), List.of(more));
  }

  private void awaitOutput(String text) throws Exception {
    Path file = folder.resolve("output");
    Until.holds(() -> Files.exists(file) && Files.readString(file).equals(text));
  }

  @Test
  void whatIsToldToManyIsWrittenOnce() throws Exception {
    try (Nc server = start("-k", "--json");
        Socket one = dial(server);
        Socket two = dial(server)) {
      say(one, "one.");
      server.awaitOutput("one.");
      say(two, "two.");
      server.awaitOutput("one.two.").say("to all.");
      assertThat(recv(one, 7) + recv(two, 7)).isEqualTo("to all.to all.");
      awaitOutput("one.two.to all.");
      one.close();
      two.close();
      server.awaitError("\"conversation\":1,\"local\"").awaitError("\"closed\"");
    }
  }

  @Test
  void ncatWritesTheSameOfABroker() throws Exception {
    Path theirs = folder.resolve("theirs");
    int port = FreePort.tcp();
    try (Program ncat =
            Program.start("ncat", "-l", "--broker", "-o", theirs, "127.0.0.1", port)
                .awaitListening(port);
        Socket one = Socket.dial("127.0.0.1", port);
        Socket two = Socket.dial("127.0.0.1", port)) {
      int said = talkThroughBroker(one, two);
      ncat.signal("TERM");
      ncat.end();
      assertThat(theirs).hasContent("first.".repeat(2 * said));
    }
    try (Nc server = start("--broker");
        Socket one = dial(server);
        Socket two = dial(server)) {
      int said = talkThroughBroker(one, two);
      awaitOutput("first.".repeat(2 * said));
    }
  }

  /**
   * Says something until it is heard, since a member may come in a moment after it has connected.
   */
  private static int talkThroughBroker(Socket one, Socket two) throws Exception {
    String heard = "";
    two.timeout(Duration.ofMillis(100));
    int said = 0;
    while (heard.isEmpty()) {
      say(one, "first.");
      said++;
      try {
        heard = recv(two, 6);
      } catch (SocketTimeoutException e) {
        assertThat(said).isLessThan(600);
      }
    }
    return said;
  }

  @Test
  void chatIsWrittenAsItIsSaid() throws Exception {
    try (Nc server = start("--chat", "--json", "--report");
        Socket one = dial(server)) {
      assertThat(recv(one, 49)).contains("<user4>");
      try (Socket two = dial(server)) {
        two.inputStream().readNBytes(20);
        say(one, "hello\n");
        server.say("host\n");
        // Two say something at the same time, and either may be first.
        Until.holds(() -> Files.readString(folder.resolve("output")).contains("<user0> host\n"));
        Until.holds(() -> Files.readString(folder.resolve("output")).contains("<user4> hello\n"));
        assertThat(Files.readString(folder.resolve("output")))
            .contains("hello\n", "<user4> hello\n")
            .containsOnlyOnce("127.0.0.1 is connected as <user5>");
      }
      server.awaitError("\"event\":\"closed\",").awaitError("received 0 B in ");
      server.awaitError("\"event\":\"accepted\",").awaitError("\"conversation\":2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5"})
  void clientsOfAProxyAreSeen(String type) throws Exception {
    try (Nc target = Nc.start(LISTEN, "-k", "-e", "/bin/cat");
        Nc proxy = start("--proxy-type", type, "--json", "--hexdump")) {
      try (Nc client =
          Nc.start(
              List.of("--proxy", "127.0.0.1:" + proxy.port(), "--proxy-type", type),
              List.of("127.0.0.1", target.port()))) {
        client.say("through").awaitOutput("through").endInput();
        assertThat(client.end().status()).isZero();
      }
      proxy.awaitError("\"event\":\"closed\"").awaitError("74 68 72 6f 75 67 68");
      assertThat(Files.readString(folder.resolve("output"), ISO_8859_1))
          .endsWith("throughthrough")
          .contains(type.equals("http") ? "CONNECT 127.0.0.1:" : "\05\01\00");
    }
  }

  @Test
  void scriptsAreSeenAtBothEnds() throws Exception {
    Path script = folder.resolve("script.lua");
    Files.writeString(script, "io.write(io.read(), '!')");
    try (Nc server = start("-k", "--json", "--lua-exec", script);
        Nc client =
            Nc.start("-o", folder.resolve("client"), "--report", "127.0.0.1", server.port())) {
      client.say("hello\n").awaitOutput("hello!");
      assertThat(client.end().err()).contains("sent 6 B, received 6 B in ");
      server.awaitError("\"sent\":6,\"received\":6,");
      assertThat(folder.resolve("output")).hasContent("hello\nhello!");
      assertThat(folder.resolve("client")).hasContent("hello\nhello!");
    }
    try (Nc server = Nc.start(LISTEN);
        Nc client = Nc.start("--report", "--lua-exec", script, "127.0.0.1", server.port())) {
      server.say("you\n").awaitOutput("you!");
      assertThat(client.end().err()).contains("sent 4 B, received 4 B in ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-k", "--broker", "--chat", "--proxy-type http", "-k -e /bin/cat"})
  void fullDiskEndsEveryMode(String mode) throws Exception {
    try (Nc server = Nc.start(LISTEN, "-o", "/dev/full", List.of(mode.split(" ")));
        Socket one = dial(server)) {
      say(one, "GET / HTTP/1.0\r\n\r\n");
      Nc.Ended ended = server.end();
      assertThat(ended.status()).isEqualTo(Ncat.OTHER);
      assertThat(ended.err())
          .endsWith("Ncat: cannot write '/dev/full': No space left on device. QUITTING.\n");
    }
  }

  @Test
  void fullDiskEndsAScript() throws Exception {
    Path script = folder.resolve("script.lua");
    Files.writeString(script, "print(io.read())");
    for (List<Object> more : List.<List<Object>>of(List.of(), List.of("-k"))) {
      try (Nc server = Nc.start(LISTEN, "-x", "/dev/full", "--lua-exec", script, more);
          Socket one = dial(server)) {
        say(one, "hello\n");
        Nc.Ended ended = server.end();
        assertThat(ended.status()).isEqualTo(Ncat.OTHER);
        assertThat(ended.err()).contains("cannot write '/dev/full': No space left on device.");
      }
    }
  }

  @Test
  void brokersMembersAreConversationsOfACapture() throws Exception {
    Path capture = folder.resolve("talk.pcapng");
    try (Nc server = Nc.start(LISTEN, "--broker", "--pcap", capture);
        Socket one = dial(server);
        Socket two = dial(server)) {
      talkThroughBroker(one, two);
    }
    try (Program tshark =
        Program.start(
            List.of("tshark", "-n", "-r", capture, "-Y", "data"),
            List.of("-T", "fields", "-e", "tcp.stream", "-e", "data.data"))) {
      String first = "66697273742e";
      assertThat(tshark.end().out()).contains("0\t" + first, "1\t" + first);
    }
  }

  @Test
  void dumpNamesTheConversationThatGoesOn() throws Exception {
    try (Nc server = Nc.start(LISTEN, "-k", "--hexdump");
        Socket one = dial(server);
        Socket two = dial(server)) {
      say(one, "a");
      server.awaitOutput("a");
      say(two, "b");
      server.awaitOutput("b").say("c");
      assertThat(recv(one, 1) + recv(two, 1)).isEqualTo("cc");
      server.awaitError("> 0000   63");
      assertThat(server.err().lines().filter(line -> !line.startsWith("Ncat: ")))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("< 0000   61 "),
              line -> assertThat(line).isEqualTo("-- " + two.localAddress()),
              line -> assertThat(line).startsWith("< 0000   62 "),
              line -> assertThat(line).isEqualTo("-- all"),
              line -> assertThat(line).startsWith("> 0000   63 "));
    }
  }
}
