package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verb beside ss(8), on sockets that the test made. */
final class SocketsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void listenerHasItsProcess() throws IOException {
    try (Socket listener = Socket.listener(Address.parse("127.0.0.1:0"))) {
      int port = ((Inet) listener.localAddress()).port();
      List<String> row = row("-t", "--port", "" + port);
      assertThat(row).startsWith("tcp", "LISTEN", "0").contains("127.0.0.1:" + port, "0.0.0.0:*");
      assertThat(row.getLast()).endsWith("(" + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void conditionsAreMetTogetherAndRepeatedOnesEither() throws IOException {
    try (Socket one = Socket.listener(Address.parse("127.0.0.1:0"));
        Socket two = Socket.listener(Address.parse("[::1]:0"));
        Socket client = Socket.open()) {
      client.connect(one.localAddress());
      Socket accepted = one.accept();
      String first = "" + ((Inet) one.localAddress()).port();
      String second = "" + ((Inet) two.localAddress()).port();
      assertThat(rows("-t", "-l", "--port", first, "--port", second)).hasSize(2);
      assertThat(rows("-t", "-l", "-6", "--port", first, "--port", second)).hasSize(1);
      assertThat(rows("-t", "-c", "--port", first)).hasSize(2);
      assertThat(rows("-t", "--port", first, "--state", "listening,established")).hasSize(3);
      assertThat(rows("-t", "--local", "127.0.0.0/8:" + first)).hasSize(2);
      assertThat(rows("-t", "--peer", ":" + first)).hasSize(1);
      assertThat(rows("-t", "--local", "10.0.0.0/8", "--port", first)).isEmpty();
      assertThat(rows("-t", "--port", first, "--process", "" + ProcessHandle.current().pid()))
          .hasSize(3);
      assertThat(rows("-t", "--port", first, "--process", "1")).isEmpty();
      accepted.close();
    }
  }

  @Test
  void unixConnectionHasTheNameOfItsPeer(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("s");
    try (Socket listener = Socket.listener(Unix.of(path));
        Socket client = Socket.open(Family.UNIX, Type.STREAM)) {
      client.connect(listener.localAddress());
      Socket accepted = listener.accept();
      assertThat(row("-x", "--peer", path.toString())).contains("unix-stream", "ESTAB");
      assertThat(rows("-x", "--local", folder + "/*", "-l")).hasSize(1);
      accepted.close();
    }
  }

  @Test
  void infoAndExtendedTellWhatTheKernelKnows() throws IOException {
    try (Socket listener = Socket.listener(Address.parse("127.0.0.1:0"));
        Socket client = Socket.open()) {
      client.connect(listener.localAddress());
      String port = "" + ((Inet) client.localAddress()).port();
      String peer = "" + ((Inet) listener.localAddress()).port();
      run("-t", "-i", "-e", "-o", "--local", ":" + port, "--peer", ":" + peer);
      String[] lines = out.toString().split("\n");
      assertThat(lines).hasSize(3);
      assertThat(lines[0].split(" +")).contains("TIMER", "USER", "INODE", "COOKIE");
      assertThat(lines[2]).contains("rtt:", "cwnd:", "retrans:0/0");
    }
  }

  @Test
  void jsonIsReadByPython() throws Exception {
    try (Socket listener = Socket.listener(Address.parse("127.0.0.1:0"));
        Socket client = Socket.open()) {
      client.connect(listener.localAddress());
      String port = "" + ((Inet) client.localAddress()).port();
      // The kernel's list may miss a socket while others in its bucket come and go.
      for (int tries = 0; tries < 10 && !out.toString().contains(port); tries++) {
        out.getBuffer().setLength(0);
        run("-A", "all", "-i", "--json");
      }
      String program =
          """
          import json, sys
          for line in sys.stdin:
            s = json.loads(line)
            if type(s.get("local")) == dict and s["local"].get("port") == int(sys.argv[1]):
              ours = [p for p in s["processes"] if p["pid"] == int(sys.argv[2])]
              print(s["kind"], s["state"], s["tcp"]["mss"] > 0, len(ours))
          """;
      long pid = ProcessHandle.current().pid();
      // A child that another test is starting has the socket too until it runs its program.
      try (Program python = Program.start("python3", "-c", program, port, pid)) {
        python.say(out.toString()).endInput();
        assertThat(python.end().out()).isEqualTo("tcp ESTAB True 1\n");
      }
    }
  }

  @Test
  @ResourceLock(providers = Network.Locks.class)
  void listIsThatOfSs() throws Exception {
    try (Network network = Network.openOwn();
        Program sockets = network.start("python3", "-u", "-c", MANY_SOCKETS)) {
      sockets.awaitOutput("ready");
      for (String kind : List.of("-t", "-u", "-w")) {
        assertThat(ends(network, Mortise.command("sockets", kind, "-H")))
            .isEqualTo(ends(network, List.of("ss", "-anH", kind)))
            .isNotEmpty();
      }
    }
  }

  /** TCP that listens and is connected, with bytes in a queue; UDP with and without a peer; raw. */
  private static final String MANY_SOCKETS =
      """
      import socket as s, time
      a = s.create_server(("127.0.0.1", 1001))
      b = s.create_server(("::1", 1002), family=s.AF_INET6)
      c = s.create_connection(("127.0.0.1", 1001))
      d = a.accept()[0]
      c.sendall(b"x" * 777)
      u = s.socket(s.AF_INET, s.SOCK_DGRAM)
      u.bind(("127.0.0.1", 1003))
      v = s.socket(s.AF_INET, s.SOCK_DGRAM)
      v.connect(("127.0.0.1", 1003))
      w = s.socket(s.AF_INET, s.SOCK_RAW, 253)
      print("ready")
      time.sleep(600)
      """;

  /** State, queues and both ends of each socket. */
  private static Set<String> ends(Network network, List<String> command) throws Exception {
    try (Program program = network.start(command)) {
      Program.Ended ended = program.end();
      assertThat(ended.err()).isEmpty();
      return ended
          .out()
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .map(words -> Arrays.stream(words).filter(word -> !word.matches("(tcp|udp|raw)6?")))
          .map(words -> words.limit(5).collect(Collectors.joining(" ")))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The kernel lets the name of an interface have any bytes but blanks, slashes and colons. */
  @Test
  @ResourceLock(providers = Network.Locks.class)
  void nameOfInterfaceIsEscaped() throws Exception {
    Needs.program("ip");
    Needs.program("socat");
    String rename =
        """
        name=$(printf 'e\\033[2J\\233')
        ip link set lo down && ip link set lo name "$name" && ip link set "$name" up &&
        exec socat "udp4-recv:1003,so-bindtodevice=$name" -
        """;
    try (Network network = Network.openOwn();
        Program receiver = network.start("sh", "-c", rename)) {
      Until.holds(() -> bound(network, ":1003"));
      assertThat(bound(network, "%e\\x1b[2J\\x9b:1003")).as("%s", receiver).isTrue();
    }
  }

  private static boolean bound(Network network, String end) throws Exception {
    try (Program sockets = network.start(Mortise.command("sockets", "-u", "-a"))) {
      return sockets.end().out().contains(end);
    }
  }

  @Test
  @ResourceLock(providers = Network.Locks.class)
  void killEndsWhatWasNamedAndNothingElse() throws Exception {
    try (Network network = Network.openOwn();
        Program server =
            network.start("socat", "tcp-listen:1001,fork,reuseaddr,bind=127.0.0.1", "pipe")) {
      server.awaitListening(1001);
      try (Program client = network.start("socat", "-", "tcp:127.0.0.1:1001,sourceport=2001");
          Program other = network.start("socat", "-", "tcp:127.0.0.1:1001,sourceport=2002")) {
        client.say("hello\n").awaitOutput("hello");
        other.say("hello\n").awaitOutput("hello");
        try (Program kill =
            network.start(Mortise.command("sockets", "-t", "-K", "--local", ":2001", "-H"))) {
          Program.Ended ended = kill.end();
          assumeFalse(ended.err().contains("CONFIG_INET_DIAG_DESTROY"), ended.err());
          assertThat(ended.out()).contains("127.0.0.1:2001").doesNotContain("2002");
          assertThat(ended.status()).isZero();
        }
        client.end();
        other.say("still here\n").awaitOutput("still here");
      }
    }
  }

  @Test
  void watchShowsWhatComesAnew() throws Exception {
    try (Socket first = Socket.listener(Address.parse("127.0.0.1:0"));
        Program watch =
            Program.start(
                Mortise.command(
                    "sockets",
                    "-tl",
                    "--watch",
                    "0.05",
                    "--process",
                    ProcessHandle.current().pid()))) {
      watch.awaitOutput(((Inet) first.localAddress()).port() + " ");
      try (Socket second = Socket.listener(Address.parse("127.0.0.1:0"))) {
        watch.awaitOutput(((Inet) second.localAddress()).port() + " ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--summary", "-A all", "-A netlink -e", "-A packet", "-A raw -6"})
  void everyKindCanBeShown(String options) {
    assertThat(run(options.split(" "))).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kill              | --kill needs a filter",
        "state gone          | unknown state 'gone' (expected listening,",
        "sport ~ :1          | filter 'sport ~ :1': expected =, !=, <, >, <= or >=, found '~'",
        "dport = :nosuch     | unknown service 'nosuch'",
        "dev = lo            | filter 'dev = lo': expected src, dst, sport, dport, not or '('",
        "( dport = 1         | filter '( dport = 1': expected ')', found its end",
        "--state gone        | unknown state 'gone' (expected listening,",
        "-A tpc              | unknown socket kind 'tpc' (expected tcp, udp,",
        "--port http-        | invalid port 'http-' (e.g. 80, 8000-8100)",
        "--local 1.2.3.4/99  | rule \"1.2.3.4/99\" is not a CIDR block",
        "--peer a:b          | 'a:b': invalid port 'b' (expected 0-65535)",
        "--user nosuchuser   | unknown user 'nosuchuser'",
        "--watch=x           | Invalid value for option '--watch': invalid duration 'x'",
        "--watch=0           | Invalid value for option '--watch': invalid duration '0' (expected"
            + " above 0)",
      })
  void wrongUsageGetsOneSentence(String options, String sentence) {
    assertThat(run(options.split(" +"))).isEqualTo(Main.USAGE);
    assertThat(err.toString()).startsWith("mortise: " + sentence).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  private List<String> row(String... options) {
    List<String> rows = rows(options);
    assertThat(rows).hasSize(1);
    return List.of(rows.getFirst().split("\\s+"));
  }

  private List<String> rows(String... options) {
    out.getBuffer().setLength(0);
    assertThat(run(options)).as("%s", err).isZero();
    return out.toString().lines().skip(1).toList();
  }

  private int run(String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "sockets";
    System.arraycopy(options, 0, words, 1, options.length);
    return Verbs.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }
}
