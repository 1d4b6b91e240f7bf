package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.cli.Mortise;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs, scripts and brokers at the command's own level, with real peers. */
class NcServicesTest {
  private static final List<Object> LISTEN = List.of("-v", "-l", "127.0.0.1", 0);

  @TempDir Path folder;

  private static boolean lives(String pid) {
    return Files.exists(Path.of("/proc", pid.strip()));
  }

  @Test
  void ncatsChatTogether() throws Exception {
    try (Nc chat = Nc.start(LISTEN, "--chat");
        Program first = Program.start("ncat", "127.0.0.1", chat.port())) {
      first.awaitOutput("<announce> 127.0.0.1 is connected as <user4>.\n");
      try (Nc second = Nc.start("127.0.0.1", chat.port())) {
        second.awaitOutput("<announce> already connected: 127.0.0.1 as <user4>.\n");
        first.say("hello\n");
        second.awaitOutput("<user4> hello\n");
        second.say("you\n");
        first.awaitOutput("<user5> you\n");
        chat.say("all\n");
        first.awaitOutput("<user0> all\n");
        second.awaitOutput("<user0> all\n");
      }
      first.awaitOutput("<announce> <user5> is disconnected.\n");
      assertThat(chat.out()).isEmpty();
    }
  }

  @Test
  void brokersJoinTlsAndUnixPeers() throws Exception {
    Path path = folder.resolve("socket");
    try (Nc broker = Nc.start("-v", "-lU", path, "--broker", "--ssl")) {
      broker.awaitError("Listening on ");
      try (Nc first = Nc.start("-U", path, "--ssl");
          Nc second = Nc.start("-U", path, "--ssl")) {
        broker.say("both are here\n");
        // Whoever has heard that is a member.
        Until.holds(() -> {
          if (first.out().isEmpty() || second.out().isEmpty()) {
            broker.say("!\n");
            Thread.sleep(20);
            return false;
          }
          return true;
        });
        first.say("to the second\n");
        second.awaitOutput("to the second\n").say("to the first\n");
        first.awaitOutput("to the first\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--send-only", "--recv-only"})
  void brokerOfOneWayJoinsNobody(String way) throws Exception {
    try (Nc broker = Nc.start("--broker", way, "-v", "127.0.0.1", "0");
        Nc speaker = Nc.start("-v", "127.0.0.1", broker.port());
        Nc hearer = Nc.start("-v", "127.0.0.1", broker.port())) {
      speaker.awaitError("Connected to");
      hearer.awaitError("Connected to");
      speaker.say("to nobody").endInput();
      assertThat(speaker.end().status()).isEqualTo(Ncat.OK);
      if (way.equals("--send-only")) {
        broker.say("to all");
        hearer.awaitOutput("to all");
      }
      hearer.endInput();
      assertThat(hearer.end().text()).isEqualTo(way.equals("--send-only") ? "to all" : "");
    }
  }

  @Test
  void placesAreLimitedAndGivenAgain() throws Exception {
    try (Nc broker = Nc.start(LISTEN, "--broker", "-m", 1)) {
      int port = broker.port();
      try (Nc first = Nc.start("127.0.0.1", port)) {
        broker.say("hello\n");
        first.awaitOutput("hello\n");
        try (Nc second = Nc.start("127.0.0.1", port)) {
          assertThat(second.end().status()).isZero();
          assertThat(second.out()).isEmpty();
        }
        broker.awaitError("connection limit reached (1)");
      }
      Until.holds(() -> {
        try (Nc third = Nc.start("127.0.0.1", port)) {
          broker.say("again\n");
          Thread.sleep(50);
          return third.out().contains("again");
        }
      });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  void killedItLeavesNobodyBehind(String signal) throws Exception {
    Path pids = folder.resolve("pids");
    String line =
        "trap '' INT HUP; sleep 1000 & echo $! $$ > %s; echo started; wait".formatted(pids);
    try (Program nc = Mortise.start("nc", "-v", "-l", "127.0.0.1", 0, "-c", line)) {
      nc.awaitError("Listening on 127.0.0.1:");
      String port = nc.toString().replaceAll("(?s).*Listening on 127.0.0.1:(\\d+).*", "$1");
      try (Nc peer = Nc.start("127.0.0.1", port)) {
        peer.awaitOutput("started\n");
        String[] started = Files.readString(pids).strip().split(" ");
        assertThat(started).allMatch(NcServicesTest::lives);
        nc.signal(signal);
        nc.end();
        for (String pid : started) {
          Until.holds(() -> !lives(pid));
        }
      }
    }
  }

  @Test
  void oneProgramServesEachOfMany() throws Exception {
    try (Nc server = Nc.start(LISTEN, "-k", "-c", "read x; echo got $x")) {
      for (int i = 0; i < 5; i++) {
        try (Nc peer = Nc.start("127.0.0.1", server.port())) {
          peer.say(i + "\n");
          assertThat(peer.end().status()).as("%s", peer).isZero();
          assertThat(peer.out()).isEqualTo("got " + i + "\n");
        }
      }
    }
  }

  @Test
  void connectingSideRunsProgramsToo() throws Exception {
    try (Nc server = Nc.start(LISTEN);
        Nc peer = Nc.start("127.0.0.1", server.port(), "-c", "tr a-z A-Z")) {
      server.say("loud\n").endInput();
      assertThat(server.end().status()).as("%s", server).isZero();
      assertThat(peer.end().status()).as("%s", peer).isZero();
      assertThat(server.out()).isEqualTo("LOUD\n");
    }
  }

  @Test
  void lineEndsAreChangedOnTheWayOut() throws Exception {
    try (Nc server = Nc.start(LISTEN, "-C", "-c", "printf 'a\\nb\\r\\n'");
        Nc peer = Nc.start("127.0.0.1", server.port())) {
      assertThat(peer.end().status()).isZero();
      assertThat(peer.out()).isEqualTo("a\r\nb\r\n");
    }
  }

  @Test
  void tlsTellsTheProgramWhoIsThere() throws Exception {
    Certificates made =
        new Certificates(folder).selfSigned("server", "localhost").selfSigned("me", "somebody");
    List<Object> server =
        List.of("--ssl-cert", made.file("server.pem"), "--ssl-key", made.file("server.key"));
    List<Object> me = List.of("--ssl-cert", made.file("me.pem"), "--ssl-key", made.file("me.key"));
    try (Nc listener =
            Nc.start(
                LISTEN,
                server,
                "--ssl-trustfile",
                made.file("me.pem"),
                "--ssl-alpn",
                "x",
                "-c",
                "env | grep SSL_");
        Nc peer =
            Nc.start(
                me,
                "--ssl-servername",
                "localhost",
                "--ssl-alpn",
                "x",
                "127.0.0.1",
                listener.port())) {
      assertThat(peer.end().status()).as("%s%s", peer, listener).isZero();
      assertThat(peer.out())
          .contains("NCAT_SSL_SUBJECT=CN=somebody\n")
          .contains("NCAT_SSL_SERVERNAME=localhost\n")
          .contains("NCAT_SSL_ALPN=x\n")
          .contains("NCAT_SSL_VERSION=TLSv1.3\n");
    }
  }

  @Test
  void scriptsServeNcat() throws Exception {
    Path script = folder.resolve("script.lua");
    Files.writeString(
        script,
        "print('hello ' .. os.getenv('NCAT_PROTO')) for l in io.lines() do print(l:upper()) end");
    try (Nc server = Nc.start(LISTEN, "-k", "--lua-exec", script);
        Program ncat = Program.start("ncat", "127.0.0.1", server.port())) {
      ncat.awaitOutput("hello TCP\n").say("loud\n");
      ncat.awaitOutput("LOUD\n");
    }
  }

  /** Without -v too, and the next one is served all the same. */
  @Test
  void scriptThatFailsTellsWhere() throws Exception {
    Path script =
        Files.writeString(folder.resolve("script.lua"), "print('begun')\nerror('boom')\n");
    try (Nc server = Nc.start(LISTEN, "-k", "--lua-exec", script)) {
      for (int i = 1; i <= 2; i++) {
        try (Nc peer = Nc.start("127.0.0.1", server.port())) {
          peer.awaitOutput("begun\n");
          int times = i;
          Until.holds(() -> server.err().split("script.lua:2 boom", -1).length > times);
        }
      }
    }
  }

  @Test
  void faultsOfProgramsAndScriptsAreSentences() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.lua"), "x = = 1");
    isRefused("--lua-exec", broken, "broken.lua:1");
    isRefused("--lua-exec", folder.resolve("nothing"), "nothing");
    isRefused("-e", " ", "--exec: no program");
    isRefused("-e", "/no/such/program", "'/no/such/program'");
  }

  private static void isRefused(Object option, Object value, String sentence) throws Exception {
    try (Nc nc = Nc.start("-l", "127.0.0.1", 0, option, value)) {
      assertThat(nc.end().status()).as("%s", nc).isEqualTo(2);
      assertThat(nc.err().lines()).singleElement().asString().contains(sentence);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--broker", "--chat"})
  void whoIsDeniedIsNoMember(String mode) throws Exception {
    List<Object> only = List.of("--allow", "127.0.0.0/8", "--deny", "127.0.0.1");
    try (Nc server = Nc.start("-v", "-l", "127.0.0.1", 0, mode, only)) {
      List<Object> there = List.of("127.0.0.1", server.port());
      try (Nc one = Nc.start("-s", "127.0.0.2", there);
          Nc two = Nc.start("-s", "127.0.0.3", there);
          Nc denied = Nc.start(there)) {
        server.awaitError("New connection denied: not allowed");
        assertThat(denied.end().out()).isEmpty();
        two.say("x");
        while (!one.out().contains("x")) {
          // It may come in a moment after it has connected.
          two.say("x");
          Thread.sleep(5);
        }
        assertThat(one.out()).doesNotContain("127.0.0.1 ");
      }
    }
  }

  @Test
  void brokerOfTheSilentEnds() throws Exception {
    try (Nc server = Nc.start("-v", "-l", "127.0.0.1", 0, "--broker", "-i", "300ms");
        Nc member = Nc.start("127.0.0.1", server.port())) {
      assertThat(member.say("x").runs()).isTrue();
      Nc.Ended ended = server.end();
      assertThat(ended.status()).isEqualTo(Ncat.NETWORK);
      assertThat(ended.err()).contains("Ncat: Idle timeout expired (300 ms).\n");
    }
  }
}
