package mortise.cli.nc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In every mode what goes in at one end comes out at the other, whole and in order, both ways. */
final class ModesTest {
  private static final int ODD = 300_007;
  private static final List<String> LISTEN = List.of("-v", "-l", "127.0.0.1", "0");

  @TempDir Path folder;

  /** Starts nc with a line in which DIR is a folder and PORT the port of another one. */
  private Nc start(String line, Nc other) throws Exception {
    if (line.contains("::1")) {
      Needs.ipv6();
    }
    if (line.contains("--mptcp") || line.contains("-u -U")) {
      Needs.linux(line);
    }
    String port = line.contains("PORT") ? Integer.toString(other.port()) : "";
    String text = line.replace("DIR", folder.toString()).replace("PORT", port);
    return Nc.start((Object[]) text.split(" "));
  }

  private static Thread speak(Nc nc, byte[] bytes) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            nc.say(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -l 127.0.0.1 0             | 127.0.0.1 PORT
          -l ::1 0                   | ::1 PORT
          -l -k 127.0.0.1 0          | 127.0.0.1 PORT
          -l -d 1ms 127.0.0.1 0      | 127.0.0.1 PORT
          -l 127.0.0.1 0             | -d 1ms 127.0.0.1 PORT
          -l --mptcp 127.0.0.1 0     | --mptcp 127.0.0.1 PORT
          -l -U DIR/s                | -U DIR/s
          -l --ssl 127.0.0.1 0       | --ssl 127.0.0.1 PORT
          -l --ssl -k 127.0.0.1 0    | --ssl -d 1ms 127.0.0.1 PORT
          -l --ssl -U DIR/s          | --ssl -U DIR/s
          -l -o DIR/o 127.0.0.1 0    | -x DIR/x 127.0.0.1 PORT
          """)
  void streamsPassBothWays(String listening, String connecting) throws Exception {
    byte[] there = Data.random(ODD, 1);
    byte[] back = Data.random(ODD + 4242, 2);
    try (Nc server = start("-v " + listening, null)) {
      server.awaitError("Listening on ");
      try (Nc client = start(connecting, server)) {
        Thread speaking = speak(client, there);
        server.say(back);
        speaking.join();
        server.awaitBytes(there.length).endInput();
        assertArrayEquals(back, client.end().out());
      }
      assertArrayEquals(there, server.bytes());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -l -u 127.0.0.1 0       | -u 127.0.0.1 PORT
          -l -u ::1 0             | -u ::1 PORT
          -l -u -k 127.0.0.1 0    | -u 127.0.0.1 PORT
          -l -u -U DIR/s          | -u -U DIR/s
          -l -u --ssl 127.0.0.1 0 | -u --ssl 127.0.0.1 PORT
          """)
  void datagramsPassBothWays(String listening, String connecting) throws Exception {
    byte[] all = Data.random(60_000, 3);
    try (Nc server = start("-v " + listening, null)) {
      server.awaitError("Listening on ");
      try (Nc client = start(connecting, server)) {
        int at = 0;
        for (int size : new int[] {1, 511, 8191, 1473, 8192, 3, 4097}) {
          // The next one goes when this one has come: datagrams may be lost.
          byte[] part = Arrays.copyOfRange(all, at, at + size);
          at += size;
          client.say(part);
          server.awaitBytes(at);
          server.say(part);
          client.awaitBytes(at);
        }
        byte[] said = Arrays.copyOf(all, at);
        assertArrayEquals(said, server.bytes());
        assertArrayEquals(said, client.bytes());
      }
    }
  }

  private static void comesBack(byte[] bytes, Object... client) throws Exception {
    try (Nc peer = Nc.start(client)) {
      Thread speaking = speak(peer, bytes);
      speaking.join();
      peer.awaitBytes(bytes.length).endInput();
      Nc.Ended ended = peer.end();
      assertArrayEquals(bytes, ended.out());
      assertEquals(Ncat.OK, ended.status(), ended.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-e cat",
        "-e /bin/cat -k",
        "-c cat",
        "-c cat -d 1ms",
        "-c cat --ssl",
        "-c cat -6"
      })
  void programsGetAndGiveAllBytes(String options) throws Exception {
    boolean six = options.endsWith("-6");
    if (six) {
      Needs.ipv6();
    }
    String host = six ? "::1" : "127.0.0.1";
    try (Nc server = start("-v -l " + options + " " + host + " 0", null)) {
      List<String> tls = options.contains("--ssl") ? List.of("--ssl") : List.of();
      comesBack(Data.random(ODD, 4), tls, host, server.port());
    }
  }

  /** A terminal takes bytes for commands, so that lines of digits go through it. */
  @Test
  @NeedsLinux("pseudo-terminals")
  void terminalsPassLines() throws Exception {
    String digits = HexFormat.of().formatHex(Data.random(30_000, 5)).replaceAll("(.{997})", "$1\n");
    byte[] lines = (digits + "\n").getBytes();
    try (Nc server = Nc.start("--pty", "-c", "stty -echo -opost; echo ok; exec cat", LISTEN);
        Nc client = Nc.start("127.0.0.1", server.port())) {
      client.awaitOutput("ok\n").say(lines).awaitBytes(lines.length + 3).endInput();
      byte[] out = client.end().out();
      assertArrayEquals(lines, Arrays.copyOfRange(out, 3, out.length));
    }
  }

  @Test
  void scriptsGetAndGiveAllBytes() throws Exception {
    String echo =
        """
        while true do
          local part = io.read(4096)
          if part == nil then break end
          io.write(part)
          io.flush()
        end
        """;
    Path script = Files.writeString(folder.resolve("echo.lua"), echo);
    byte[] bytes = Data.random(ODD, 6);
    try (Nc server = Nc.start("--lua-exec", script, LISTEN);
        Nc client = Nc.start("127.0.0.1", server.port())) {
      // It reads whole parts, so the last one comes with the end.
      assertArrayEquals(bytes, client.say(bytes).endInput().end().out());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--broker", "--broker --ssl"})
  void brokersPassBothWays(String options) throws Exception {
    byte[] one = Data.random(ODD, 7);
    byte[] two = Data.random(ODD + 99, 8);
    List<String> tls = options.endsWith("--ssl") ? List.of("--ssl") : List.of();
    try (Nc broker = Nc.start(List.of(options.split(" ")), LISTEN);
        Nc first = Nc.start(tls, "127.0.0.1", broker.port());
        Nc second = Nc.start(tls, "127.0.0.1", broker.port())) {
      // What is said before both are there is heard by nobody.
      first.say("?");
      while (second.bytes().length == 0) {
        Thread.sleep(5);
        first.say("?");
      }
      second.say("!");
      first.awaitOutput("!");
      Thread speaking = speak(first, one);
      second.say(two);
      speaking.join();
      first.awaitBytes(1 + two.length);
      assertArrayEquals(two, Arrays.copyOfRange(first.bytes(), 1, 1 + two.length));
      second.await("what the other has said", () -> endsWith(second.bytes(), one));
    }
  }

  private static boolean endsWith(byte[] all, byte[] end) {
    int from = all.length - end.length;
    return from >= 0 && Arrays.equals(all, from, all.length, end, 0, end.length);
  }

  static Stream<List<String>> ways() {
    return Stream.of(
        List.of("http"),
        List.of("socks4"),
        List.of("socks4a"),
        List.of("socks5"),
        List.of("http", "socks5"),
        List.of("socks5", "http", "socks4"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void proxiesPassBothWays(List<String> kinds) throws Exception {
    try (Nc http = Nc.start("--proxy-type", "http", LISTEN);
        Nc socks = Nc.start("--proxy-type", "socks5", LISTEN);
        Nc target = Nc.start("-k", "-c", "cat", LISTEN)) {
      List<String> way =
          kinds.stream()
              .flatMap(kind ->
                  Stream.of("--proxy", kind + "://" + at(kind.equals("http") ? http : socks)))
              .toList();
      comesBack(Data.random(ODD, 9), way, "127.0.0.1", target.port());
    }
  }

  private static String at(Nc proxy) {
    try {
      return "127.0.0.1:" + proxy.port();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
