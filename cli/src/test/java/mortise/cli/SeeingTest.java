package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one sees of conversations of the command itself, in a JVM and on a terminal of its own. */
final class SeeingTest {
  private static final int TERMINATED_BY_INT = 128 + 2;

  @TempDir private Path folder;

  @Test
  void controlCEndsWithTheReport() throws Exception {
    try (ServerSocket server = server();
        Program nc = nc(server, "--report", "--json");
        Socket peer = server.accept()) {
      nc.say("hello");
      assertThat(peer.getInputStream().readNBytes(5)).hasSize(5);
      nc.signal("INT");
      Program.Ended ended = nc.end();
      assertThat(ended.status()).isEqualTo(TERMINATED_BY_INT);
      assertThat(ended.err().lines().toList())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("{\"event\":\"connected\","),
              line -> assertThat(line).contains("\"sent\":5,").contains("\"interrupted\""),
              line -> assertThat(line).contains("sent 5 B, received 0 B in ", "; RTT "));
    }
  }

  @Test
  void bytesOfAFileGoTheKernelsWayAndAreCounted() throws Exception {
    Path file = folder.resolve("file");
    Files.write(file, new byte[1_000_001]);
    try (ServerSocket server = server();
        Program nc =
            Program.start(
                new ProcessBuilder(
                        Mortise.command("nc", "--report", "127.0.0.1", server.getLocalPort()))
                    .redirectInput(file.toFile()));
        Socket peer = server.accept()) {
      assertThat(peer.getInputStream().readAllBytes()).hasSize(1_000_001);
      peer.shutdownOutput();
      assertThat(nc.end().err()).contains("sent 977 KiB (1000001 bytes), received 0 B in ");
    }
  }

  @Test
  void fullDiskEndsTheSession() throws Exception {
    try (ServerSocket server = server();
        Program nc = nc(server, "-o", "/dev/full");
        Socket peer = server.accept()) {
      peer.getOutputStream().write(1);
      Program.Ended ended = nc.end();
      assertThat(ended.status()).isEqualTo(Main.USAGE);
      assertThat(ended.err())
          .isEqualTo("Ncat: cannot write '/dev/full': No space left on device. QUITTING.\n");
    }
  }

  @Test
  void captureOfACommandIsSound() throws Exception {
    Path capture = folder.resolve("talk.pcapng");
    try (ServerSocket server = server();
        Program nc = nc(server, "--pcap", capture);
        Socket peer = server.accept()) {
      nc.say("question").endInput();
      assertThat(peer.getInputStream().readAllBytes()).hasSize(8);
      peer.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
      peer.shutdownOutput();
      assertThat(nc.end()).isEqualTo(new Program.Ended(0, "answer", ""));
    }
    List<String> fields = List.of("-T", "fields", "-e", "data.data");
    try (Program tshark = Program.start("tshark", "-n", "-r", capture, "-Y", "data", fields)) {
      assertThat(tshark.end().out()).isEqualTo("7175657374696f6e\n616e73776572\n");
    }
  }

  @Test
  void traceShowsTheCalls() throws Exception {
    try (ServerSocket server = server();
        Program nc = nc(server, "--trace");
        Socket peer = server.accept()) {
      peer.shutdownOutput();
      assertThat(nc.end().err()).contains(" connect(", " close(");
    }
  }

  @Test
  void progressIsDrawnOnATerminalAndTakenAway() throws Exception {
    Path file = folder.resolve("large");
    Files.write(file, new byte[50_000_000]);
    try (ServerSocket server = server();
        Program nc = onTerminal(server, file, "");
        Socket peer = server.accept()) {
      // Nothing is read at first, so the line stands still before the end.
      nc.awaitOutput(" of 47.7 MiB (");
      assertThat(peer.getInputStream().readAllBytes()).hasSize(50_000_000);
      peer.shutdownOutput();
      Program.Ended ended = nc.end();
      assertThat(ended.status()).as(ended.out()).isZero();
      assertThat(ended.out()).endsWith("\r\033[K");
    }
  }

  @Test
  void dumpIsColouredOnATerminalUnlessNobodyWants() throws Exception {
    for (String variable : List.of("NO_COLOR=", "NO_COLOR=1")) {
      Path file = folder.resolve("short");
      Files.writeString(file, "hi");
      try (ServerSocket server = server();
          Program nc = onTerminal(server, file, "--hexdump", variable);
          Socket peer = server.accept()) {
        peer.shutdownOutput();
        String out = nc.end().out();
        assertThat(out).contains("> 0000   68 69 ");
        assertThat(out.contains("\033[")).isEqualTo(variable.equals("NO_COLOR="));
      }
    }
  }

  private static ServerSocket server() throws Exception {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static Program nc(ServerSocket server, Object... options) throws Exception {
    Object[] words =
        Program.words("nc", List.of(options), "127.0.0.1", server.getLocalPort()).toArray();
    return Mortise.start(words);
  }

  /** nc on a terminal, where only its input is a file. */
  private static Program onTerminal(
      ServerSocket server, Path file, String option, String... variables) throws Exception {
    List<String> command = Mortise.command("nc", "127.0.0.1", server.getLocalPort());
    String script = "exec \"$@\" " + option + " <'" + file + "'";
    ProcessBuilder builder =
        new ProcessBuilder(Program.onTerminal("sh", "-c", script, "sh", command));
    builder.environment().put("TERM", "xterm");
    Arrays.stream(variables)
        .map(v -> v.split("=", 2))
        .forEach(v -> builder.environment().put(v[0], v[1]));
    return Program.start(builder);
  }
}
