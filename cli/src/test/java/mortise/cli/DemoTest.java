package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.util.List;
import java.util.regex.Pattern;
import mortise.net.Inet;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(providers = Network.Locks.class)
final class DemoTest {
  private static final String TRANSCRIPT =
      """
      server | got connected from ('127.0.0.1', PORT)
      client | the data received is byebye
      server | hihi
      """;
  private static final Pattern CALL =
      Pattern.compile("(server|client) \\| (\\d\\. |   )(\\w+)\\(.*\\) = -?\\d+.* <\\d+\\.\\d{6}>");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void transcriptIsTheSeeds() throws Exception {
    try (Network network = Network.open(31500);
        Program demo = network.start(Mortise.command("demo"))) {
      Program.Ended ended = demo.end();
      assertThat(withoutPorts(ended.out())).isEqualTo(TRANSCRIPT);
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void goesOnWithAFreePortWhereItsOwnIsTaken() throws Exception {
    // Whoever has the port: this test, or somebody else already.
    try (Socket taken = Socket.open().option(Option.SO_REUSEADDR, true)) {
      try {
        taken.bind("127.0.0.1", 31500);
        taken.listen();
      } catch (BindException _) {
        // somebody else
      }
      assertThat(run("demo")).isEqualTo(Main.OK);
    }
    assertThat(withoutPorts(out.toString()))
        .isEqualTo("server | (port 31500 is taken, listening on 127.0.0.1:PORT)\n" + TRANSCRIPT);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void portThatWasAskedForAndIsTakenIsAnError() throws Exception {
    try (Socket taken = Socket.open()) {
      taken.bind("127.0.0.1", 0);
      taken.listen();
      int port = ((Inet) taken.localAddress()).port();
      assertThat(run("demo", "--port", "" + port)).isEqualTo(Main.NETWORK);
      assertThat(err.toString())
          .isEqualTo(
              "mortise: bind 127.0.0.1:%d: Address already in use (EADDRINUSE)\n".formatted(port));
    }
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"70000", "-1"})
  void portOutOfRangeIsWrongUsage(String port) {
    assertThat(run("demo", "--port=" + port)).isEqualTo(Main.USAGE);
    assertThat(err.toString()).isEqualTo("mortise: port " + port + " is not in 0..65535\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void hostThatIsNotThisMachinesIsAnError() {
    assertThat(run("demo", "--host", "192.0.2.1", "--port", "0")).isEqualTo(Main.NETWORK);
    assertThat(err.toString())
        .isEqualTo("mortise: bind 192.0.2.1:0: Cannot assign requested address (EADDRNOTAVAIL)\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void hostWithoutAddressIsAnError() throws Exception {
    // In a network without name servers the answer does not take long.
    try (Network network = Network.open(31500);
        Program demo = network.start(Mortise.command("demo", "--host", "no.such.name.invalid"))) {
      Program.Ended ended = demo.end();
      assertThat(ended.err()).matches("mortise: no\\.such\\.name\\.invalid.*\n");
      assertThat(ended.out()).isEmpty();
      assertThat(ended.status()).isEqualTo(Main.NETWORK);
    }
  }

  @Test
  void talksOverIpv6() throws Exception {
    Needs.ipv6();
    assertThat(run("demo", "--host", "::1", "--port", "0")).isEqualTo(Main.OK);
    assertThat(withoutPorts(out.toString()))
        .isEqualTo(TRANSCRIPT.replace("'127.0.0.1', PORT", "'::1', PORT, 0, 0"));
  }

  @Test
  void traceNumbersTheStepsOfBothSides() throws Exception {
    // Not in this JVM, where the trace would be that of all tests.
    try (Program demo = Mortise.start("demo", "--trace", "--port", "0")) {
      Program.Ended ended = demo.end();
      assertThat(ended.status()).as(ended.err()).isZero();
      List<String> lines = ended.out().lines().toList();
      assertThat(steps(lines, "server"))
          .containsExactly(
              "1. socket",
              "2. bind",
              "3. listen",
              "4. accept",
              "5. send",
              "5. recv",
              "6. close",
              "6. close");
      assertThat(steps(lines, "client"))
          .containsExactly("1. socket", "2. connect", "3. recv", "3. send", "4. close");
      assertThat(lines.stream().map(line -> line.replaceAll("\\(.*", "")))
          .containsSubsequence("client | 2. connect", "server | 4. accept")
          .containsSubsequence("server | 5. send", "client | 3. recv")
          .containsSubsequence("client | 3. send", "server | 5. recv");
      String said =
          String.join("\n", lines.stream().filter(l -> !CALL.matcher(l).matches()).toList()) + "\n";
      assertThat(withoutPorts(said)).isEqualTo(TRANSCRIPT);
    }
  }

  @Test
  void traceShowsTheCallThatFailed() throws Exception {
    try (Socket taken = Socket.open()) {
      taken.bind("127.0.0.1", 0);
      taken.listen();
      int port = ((Inet) taken.localAddress()).port();
      try (Program demo = Mortise.start("demo", "--trace", "--port", port)) {
        Program.Ended ended = demo.end();
        assertThat(ended.status()).isEqualTo(Main.NETWORK);
        assertThat(ended.out())
            .containsPattern(
                "server \\| 2\\. bind\\(\\d+, 127\\.0\\.0\\.1:%d\\) = -1 EADDRINUSE .*"
                    .formatted(port));
        assertThat(steps(ended.out().lines().toList(), "server"))
            .containsExactly("1. socket", "2. bind", "6. close");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void foreverServesTelnetUntilASignal(String signal, int status) throws Exception {
    try (Network network = Network.open(31500);
        Program demo = network.start(Mortise.command("demo", "--forever"))) {
      demo.awaitOutput("(connect with telnet 127.0.0.1 31500, end with Ctrl-C)\n");
      String before = withoutPorts(demo.out());
      assertThat(before.lines().filter(line -> line.startsWith("client")))
          .containsExactly(
              "client | the data received is hello I am server,welcome",
              "client | the data received from server is hello I am server,welcome");
      assertThat(before.lines().filter(line -> line.startsWith("server")))
          .containsExactlyInAnyOrder(
              "server | got connected from ('127.0.0.1', PORT)",
              "server | hihi I am client",
              "server | got connected from ('127.0.0.1', PORT)",
              "server | client send use sock2",
              "server | (connect with telnet 127.0.0.1 31500, end with Ctrl-C)");
      try (Program telnet = network.start(Program.onTerminal("telnet", "127.0.0.1", "31500"))) {
        telnet.awaitOutput("hello I am server,welcome").say("hihi\n");
        telnet.awaitOutput("Connection closed by foreign host.");
      }
      demo.awaitOutput("server | hihi\n");
      demo.signal(signal);
      Program.Ended ended = demo.end();
      assertThat(withoutPorts(ended.out()))
          .isEqualTo(before + "server | got connected from ('127.0.0.1', PORT)\nserver | hihi\n");
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isEqualTo(status);
    }
  }

  @Test
  void isColouredOnATerminalAndEndsWithCtrlC() throws Exception {
    try (Program terminal = onTerminal("TERM", "xterm", "--forever")) {
      terminal.awaitOutput("end with Ctrl-C").say("\003");
      Program.Ended ended = terminal.end();
      assertThat(ended.out())
          .contains("\033[36mserver | hihi I am client\033[0m")
          .contains("\033[33mclient | the data received is hello I am server,welcome\033[0m")
          .contains("\033[2m\033[36mserver | (connect with telnet");
      assertThat(ended.status()).isEqualTo(130);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NO_COLOR=1", "TERM=dumb"})
  void isPlainOnATerminalWhereColourIsNotWanted(String variable) throws Exception {
    String[] parts = variable.split("=");
    try (Program terminal = onTerminal(parts[0], parts[1])) {
      Program.Ended ended = terminal.end();
      assertThat(withoutPorts(ended.out())).isEqualTo(TRANSCRIPT.replace("\n", "\r\n"));
      assertThat(ended.status()).isZero();
    }
  }

  private static Program onTerminal(String variable, String value, String... options)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Program.onTerminal(
                Mortise.command(Program.words("demo", "--port", "0", List.of(options)).toArray())));
    builder.environment().remove("NO_COLOR");
    builder.environment().put("TERM", "xterm");
    builder.environment().put(variable, value);
    return Program.start(builder);
  }

  private static List<String> steps(List<String> lines, String side) {
    return lines.stream()
        .map(CALL::matcher)
        .filter(call -> call.matches() && call.group(1).equals(side) && !call.group(2).isBlank())
        .map(call -> call.group(2) + call.group(3))
        .toList();
  }

  private static String withoutPorts(String transcript) {
    return transcript
        .replaceAll("(', )\\d+(, 0, 0)?\\)", "$1PORT$2)")
        .replaceAll("(on 127\\.0\\.0\\.1:)\\d+", "$1PORT");
  }

  private int run(String... args) {
    return Verbs.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
