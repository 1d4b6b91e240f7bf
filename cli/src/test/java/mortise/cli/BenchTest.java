package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.server.DatagramServer;
import mortise.testing.Program;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb with its other end, and with other people's servers. What it counts has to add up. */
final class BenchTest {
  private static final Pattern PORT = Pattern.compile("listening on 127.0.0.1:(\\d+)");

  @TempDir Path folder;

  @Test
  void whatIsSentArrivesAndWhatComesIsCounted() throws Exception {
    try (Program peer = start("--serve", "0")) {
      String place = "127.0.0.1:" + port(peer);
      String sent = measured(place, "--json", "-t", "0.3");
      assertThat(number(sent, "bytes_sent")).isPositive();
      assertThat(number(sent, "bytes_arrived")).isEqualTo(number(sent, "bytes_sent"));
      String both = measured(place, "--both", "-P", "3", "--json", "-t", "0.3");
      assertThat(number(both, "bytes_arrived")).isEqualTo(number(both, "bytes_sent")).isPositive();
      // The other end sends whole blocks.
      assertThat(number(both, "bytes_received")).isPositive();
      assertThat(number(both, "bytes_received") % (1 << 17)).isZero();
      assertThat(number(both, "errors")).isZero();
      assertThat(measured(place, "-R", "-t", "0.2").lines())
          .hasSize(2)
          .anyMatch(line -> line.matches("received +1 .*bit/s +\\d+ +[0-9.]+ ms"));
      assertThat(number(measured(place, "--echo", "100", "-n", "50", "--json"), "requests"))
          .isEqualTo(50);
      String datagrams = measured(place, "-u", "--rate", "2M", "-t", "0.5", "--json");
      assertThat(number(datagrams, "bytes_arrived") + 1400 * number(datagrams, "lost"))
          .isEqualTo(number(datagrams, "bytes_sent"))
          .isEqualTo(1400 * number(datagrams, "requests"))
          .isPositive();
      peer.signal("TERM");
      assertThat(peer.end().status()).isZero();
    }
  }

  @Test
  void unixAndTlsCarryItToo() throws Exception {
    String make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    String files = " -keyout key.pem -out cert.pem -subj /CN=x -addext subjectAltName=IP:127.0.0.1";
    try (Program openssl = Program.start("sh", "-c", "cd " + folder + "; " + make + files)) {
      openssl.end();
    }
    Path cert = folder.resolve("cert.pem");
    try (Program peer =
            start("--serve", "0", "--tls-cert", cert, "--tls-key", folder.resolve("key.pem"));
        Program unix = start("--serve", folder.resolve("s"))) {
      String place = "127.0.0.1:" + port(peer);
      String sent = measured(place, "--tls", "--tls-ca", cert, "--json", "-t", "0.3");
      assertThat(number(sent, "bytes_arrived")).isEqualTo(number(sent, "bytes_sent")).isPositive();
      Program.Ended stranger = ended(place, "--tls", "-t", "0.1");
      assertThat(stranger.err()).startsWith("mortise: ").contains("certif").hasLineCount(1);
      assertThat(stranger.status()).isEqualTo(1);
      unix.awaitError("listening on unix:");
      String local = measured(folder.resolve("s"), "--both", "--json", "-t", "0.3");
      assertThat(number(local, "bytes_arrived")).isEqualTo(number(local, "bytes_sent"));
      assertThat(local).doesNotContain("rtt_us");
    }
  }

  @Test
  void answersOfAnyEchoServerAreTimed() throws Exception {
    try (Program socat =
        Program.start("socat", "-d", "-d", "tcp-listen:0,fork,bind=127.0.0.1", "pipe")) {
      socat.awaitError("listening on");
      String place = socat.toString().replaceAll("(?s).*listening on AF=2 ([0-9.:]+).*", "$1");
      String table = measured(place, "--echo", "1K", "-P", "2", "-n", "100");
      assertThat(table.lines().findFirst().orElseThrow()).contains("REQUESTS", "MEDIAN", "99 %");
      String json = measured(place, "--connect", "-n", "20", "--json");
      assertThat(number(json, "requests")).isGreaterThanOrEqualTo(20);
      assertThat(json).contains("\"p99\":");
    }
  }

  @Test
  void datagramsWithoutAnswerAreLost() throws Exception {
    AtomicInteger numbers = new AtomicInteger();
    try (DatagramServer server =
        DatagramServer.open(
            Address.parse("127.0.0.1:0"),
            packet -> {
              if (numbers.incrementAndGet() != 3) {
                packet.reply(packet.bytes());
              }
            })) {
      String place = "127.0.0.1:" + ((Inet) server.address()).port();
      String json = measured(place, "-u", "--echo", "64", "-n", "10", "-t", "60", "--json");
      assertThat(number(json, "requests")).isEqualTo(10);
      assertThat(number(json, "lost")).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void interruptEndsWithTheTable() throws Exception {
    try (Program peer = start("--serve", "0");
        Program bench = start("127.0.0.1:" + port(peer), "-t", "1h", "-R")) {
      Until.holds(() -> connections(peer) > 0);
      bench.signal("INT");
      assertThat(bench.end().out()).contains("received", "bit/s");
    }
  }

  private static long connections(Program peer) throws IOException {
    String hex = ":%04X".formatted(Integer.parseInt(found(peer)));
    try (var rows = Files.lines(Path.of("/proc/net/tcp"))) {
      return rows.filter(row -> row.contains(hex + " ") && row.contains(" 01 ")).count();
    }
  }

  @Test
  void lineTellsHowItGoesOnATerminal() throws Exception {
    try (Program peer = start("--serve", "0");
        Program bench =
            Program.start(
                Program.onTerminal(
                    Mortise.command("bench", "127.0.0.1:" + port(peer), "-t", "1m")))) {
      bench.awaitOutput("bit/s").say("\003");
      assertThat(bench.end().out()).contains("\033[K", "WAY", "sent");
    }
  }

  @Test
  void whatDoesNotAnswerAsItShouldIsTold() throws Exception {
    String place;
    try (Program chargen =
        Program.start("socat", "-d", "-d", "tcp-listen:0,fork,bind=127.0.0.1", "system:yes")) {
      chargen.awaitError("listening on");
      place = chargen.toString().replaceAll("(?s).*listening on AF=2 ([0-9.:]+).*", "$1");
      Program.Ended wrong = ended(place, "--echo", "8", "-n", "5");
      assertThat(wrong.err()).contains("(expected an echo server)");
      assertThat(wrong.status()).isEqualTo(1);
    }
    Program.Ended refused = ended(place, "--echo", "8");
    assertThat(refused.err()).contains(place, "Connection refused").hasLineCount(1);
    assertThat(refused.status()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x                       | invalid address 'x' (e.g. HOST:5001, /path)",
        "1 --both -R             | --reverse, --both, --echo and --connect exclude each other",
        "1 -u -R                 | --udp has one direction: with a forged source address",
        "1 -t 2h                 | invalid --time 2h (expected 1h or less)",
        "1 -t 0                  | Invalid value for option '--time': invalid duration '0'"
            + " (expected above 0)",
        "1 -P 0                  | invalid --connections 0 (expected 1-100000)",
        "1 -n 0                  | invalid --count 0 (expected 1 or more)",
        "1 --rate 10M            | --rate is for --udp without --echo",
        "1 -u --rate fast        | invalid rate 'fast' (e.g. 500k, 10M, 1G)",
        "1 -u -s 39              | invalid size 39 (expected 40 to 65507 bytes)",
        "1 --echo 0              | invalid size 0 (expected 1 to 67108864 bytes)",
        "1 --insecure            | --tls-ca and --insecure need --tls",
        "1 -u --tls              | --tls and --udp exclude each other",
        "0 --serve --tls-key x   | --tls-key needs --tls-cert",
      })
  void wrongUsageGetsOneSentence(String line, String sentence) {
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("bench"));
    words.addAll(List.of(line.split(" +")));
    int status =
        Verbs.run(
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(err, true),
            words.toArray(String[]::new));
    assertThat(err.toString()).startsWith("mortise: " + sentence).hasLineCount(1);
    assertThat(status).isEqualTo(Main.USAGE);
  }

  private static Program start(Object... words) throws IOException {
    return Mortise.start("bench", Program.words(words));
  }

  private static Program.Ended ended(Object... words) throws Exception {
    try (Program bench = start(words)) {
      return bench.end();
    }
  }

  private static String measured(Object... words) throws Exception {
    Program.Ended ended = ended(words);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    return ended.out();
  }

  private static long number(String json, String name) {
    Matcher member = Pattern.compile("\"" + name + "\":(\\d+)[,}]").matcher(json);
    assertThat(member.find()).as(json).isTrue();
    return Long.parseLong(member.group(1));
  }

  private static String port(Program peer) throws Exception {
    Until.holds(() -> found(peer) != null);
    return found(peer);
  }

  private static String found(Program peer) {
    Matcher line = PORT.matcher(peer.toString());
    return line.find() ? line.group(1) : null;
  }
}
