package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.server.DatagramServer;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verb beside ping(8), on loopback and between hosts in network namespaces. */
final class PingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-c 2 -i 0.2 127.0.0.1",
        "-c 2 -i 0.2 ::1",
        "-c 1 -s 1400 -t 9 127.0.0.1",
        "-c 2 -i 0.2 -q 127.0.0.1",
      })
  void outputIsThatOfPing(String line) throws Exception {
    Needs.root();
    Program.Ended theirs = end(Program.start(Program.words("ping", List.of(line.split(" ")))));
    Program.Ended ours = ping(line);
    assertThat(withoutTimes(ours.out())).isEqualTo(withoutTimes(theirs.out()));
    assertThat(ours.status()).isEqualTo(theirs.status());
  }

  /** The output with T for every time; old and new versions of ping write "::1(::1)" otherwise. */
  private static String withoutTimes(String output) {
    return output
        .replaceAll("time=[0-9.]+", "time=T")
        .replaceAll("time \\d+ms", "time Tms")
        .replaceAll("= [0-9./]+ ms", "= T ms")
        .replace("::1(::1)", "::1 (::1)");
  }

  @Test
  void portOfTcpAnswersOrRefuses() throws Exception {
    int port;
    try (Socket listener = Socket.listener(Address.parse("127.0.0.1:0"))) {
      port = ((Inet) listener.localAddress()).port();
      Program.Ended open = ping("-c 2 -i 0.01 --tcp " + port + " 127.0.0.1");
      assertThat(open.out())
          .contains("Connected to 127.0.0.1 port " + port + ": seq=1 time=")
          .contains("2 packets transmitted, 2 received, 0% packet loss");
      assertThat(open.status()).isZero();
    }
    Program.Ended closed = ping("-c 1 --tcp " + port + " 127.0.0.1");
    assertThat(closed.out())
        .contains("seq=1 Connection refused")
        .contains("1 packets transmitted, 0 received, +1 errors, 100% packet loss");
    assertThat(closed.status()).isEqualTo(1);
  }

  @Test
  void portOfUdpAnswersOrIsUnreachable() throws Exception {
    int port;
    try (DatagramServer echo =
        DatagramServer.open(Address.parse("127.0.0.1:0"), packet -> packet.reply(packet.bytes()))) {
      port = ((Inet) echo.address()).port();
      assertThat(ping("-c 1 -s 10 --udp " + port + " 127.0.0.1").out())
          .contains("10 bytes from 127.0.0.1: seq=1 ttl=64 time=");
    }
    Program.Ended closed = ping("-c 1 --udp " + port + " 127.0.0.1");
    assertThat(closed.out())
        .containsPattern("Answer from 127.0.0.1: seq=1 time=.* port unreachable");
    assertThat(closed.status()).isZero();
  }

  @Test
  void interruptEndsWithTheStatistics() throws Exception {
    Needs.root();
    try (Program ping = Mortise.start("ping", "127.0.0.1")) {
      ping.awaitOutput("icmp_seq=1").signal("INT");
      Program.Ended ended = ping.end();
      assertThat(ended.out()).contains("ping statistics ---", "0% packet loss", "min/avg/max/mdev");
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void jsonIsReadByPython() throws Exception {
    Needs.root();
    String program =
        """
        import json, sys
        events = [json.loads(line) for line in sys.stdin]
        print([e["event"] for e in events], events[1]["ttl"], events[-1]["received"])
        """;
    try (Program python = Program.start("python3", "-c", program)) {
      python.say(ping("-c 2 -i 0.05 --json 127.0.0.1").out()).endInput();
      assertThat(python.end().out()).isEqualTo("['begin', 'reply', 'reply', 'end'] 64 2\n");
    }
  }

  @Test
  void hostBehindARouterAnswersAndTheWayIsShown() throws Exception {
    try (Route route = new Route()) {
      Network near = route.near();
      assertThat(ping(near, "-c 1 -W 20 10.2.0.2").out())
          .contains("from 10.2.0.2: icmp_seq=1 ttl=63 ");
      assertThat(ping(near, "-c 1 -W 20 fd02::2").out())
          .contains("from fd02::2: icmp_seq=1 ttl=63 ");
      Program.Ended hops = ping(near, "--hops -W 10 10.2.0.2");
      assertThat(hops.out().lines().skip(1).map(l -> l.replaceAll("\\d+\\.\\d+ ms", "T")))
          .containsExactly(" 1  10.1.0.254  T  T  T", " 2  10.2.0.2  T  T  T");
      assertThat(hops.status()).isZero();
      assertThat(ping(near, "--hops -W 10 fd02::2").out()).contains(" 1  fd01::fe", " 2  fd02::2");
      assertThat(
              ping(near, "--hops --tcp 9 -W 10 10.2.0.2").out().replaceAll("\\d+\\.\\d+ ms", "T"))
          .contains(
              " 1  10.1.0.254  T  T  T\n", " 2  10.2.0.2  T (refused)  T (refused)  T (refused)\n");
      assertThat(ping(near, "--hops --tcp 9 -W 10 fd02::2").out())
          .contains(" 1  fd01::fe", " 2  fd02::2");
    }
  }

  @Test
  void errorsOfTheNetworkAreTold() throws Exception {
    try (Route route = new Route()) {
      Network near = route.near();
      Program.Ended filtered = ping(near, "-c 1 -W 20 10.3.0.1");
      assertThat(filtered.out())
          .contains("From 10.1.0.254 icmp_seq=1 Packet filtered")
          .contains("1 packets transmitted, 0 received, +1 errors, 100% packet loss");
      assertThat(filtered.status()).isEqualTo(1);
      assertThat(ping(near, "-c 1 -W 20 -t 1 10.2.0.2").out())
          .contains("From 10.1.0.254 icmp_seq=1 Time to live exceeded");
      assertThat(ping(near, "-c 1 -W 20 -M do -s 1450 10.2.0.2").out())
          .contains("From 10.1.0.254 icmp_seq=1 Frag needed and DF set (mtu = 1400)");
      assertThat(ping(near, "-c 1 -W 20 --udp 9 10.3.0.1").out())
          .contains("From 10.1.0.254 seq=1 Packet");
    }
  }

  @Test
  void silenceIsToldAndCounted() throws Exception {
    try (Route route = new Route();
        Program mute =
            route.far().start("sh", "-c", "echo 1 >/proc/sys/net/ipv4/icmp_echo_ignore_all")) {
      mute.end();
      Program.Ended silent = ping(route.near(), "-c 2 -i 0.01 -W 0.2 10.2.0.2");
      assertThat(silent.out())
          .contains("no answer yet for icmp_seq=1", "no answer yet for icmp_seq=2")
          .contains("2 packets transmitted, 0 received, 100% packet loss");
      assertThat(silent.status()).isEqualTo(1);
      assertThat(ping(route.near(), "-w 0.3 -i 0.1 10.2.0.2").status()).isEqualTo(1);
    }
  }

  @Test
  void whoMayNotIsToldWhatIsMissing() throws Exception {
    Needs.root();
    try (Network network = Network.openOwn()) {
      List<Object> weak = List.of("setpriv", "--inh-caps=-net_raw", "--bounding-set=-net_raw");
      List<String> command = Program.words(weak, Mortise.command("ping", "-c", "1", "127.0.0.1"));
      set(network, "1 0");
      Program.Ended refused = end(network.start(command));
      assertThat(refused.err()).contains("CAP_NET_RAW", "net.ipv4.ping_group_range", "--tcp");
      assertThat(refused.err()).hasLineCount(1);
      assertThat(refused.status()).isEqualTo(2);
      set(network, "0 2147483647");
      Program.Ended allowed = end(network.start(command));
      assertThat(allowed.out()).contains("64 bytes from 127.0.0.1: icmp_seq=1 ttl=64");
      assertThat(allowed.status()).isZero();
    }
  }

  private static void set(Network network, String range) throws Exception {
    String file = "/proc/sys/net/ipv4/ping_group_range";
    end(network.start("sh", "-c", "echo '" + range + "' >" + file));
  }

  @Test
  void unknownHostIsToldWithStatusTwo() throws Exception {
    Program.Ended ended = ping("-c 1 nosuch.invalid");
    assertThat(ended.err()).startsWith("mortise: nosuch.invalid: ").hasLineCount(1);
    assertThat(ended.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-i 0 host             | invalid --interval 0s (expected 2ms or more)",
        "-i x host             | Invalid value for option '--interval': invalid duration 'x' (e.g.",
        "-t 256 host           | invalid --ttl 256 (expected 1-255)",
        "-s 65508 host         | invalid --size 65508 (expected 65507 or less)",
        "-p xyz host           | invalid --pattern 'xyz' (expected up to 16 bytes in hexadecimal)",
        "-M maybe host         | invalid --fragments 'maybe' (expected do, dont or want)",
        "--hops --udp 9 host   | --hops chooses the UDP ports itself: leave out --udp",
        "--tcp 1 --udp 1 host  | --tcp and --udp exclude each other",
        "--tcp 65536 host      | invalid port 65536 (expected 1-65535)",
        "-4 -6 host            | -4 and -6 exclude each other",
        "-6 127.0.0.1          | '127.0.0.1' is not an IPv6 address",
        "-c -1 host            | invalid --count -1 (expected 0 or more)",
        "-c 1                  | Missing required parameter: 'HOST'",
      })
  void wrongUsageGetsOneSentence(String line, String sentence) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("ping"));
    words.addAll(List.of(line.split(" +")));
    int status =
        Verbs.run(
            new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    assertThat(status).isEqualTo(Main.USAGE);
    assertThat(err.toString()).startsWith("mortise: " + sentence).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  private static Program.Ended ping(String line) throws Exception {
    return end(Mortise.start("ping", "-W", "20", List.of(line.split(" "))));
  }

  private static Program.Ended ping(Network network, String line) throws Exception {
    return end(network.start(Mortise.command("ping", List.of(line.split(" ")))));
  }

  private static Program.Ended end(Program started) throws IOException, InterruptedException {
    try (started) {
      return started.end();
    }
  }
}
