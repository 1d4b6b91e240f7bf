package mortise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs on the layer over NIO, each in a JVM of its own. */
final class PortableCommandTest {
  private static final Pattern PORT =
      Pattern.compile("(?i)listening (?:at|on) 127\\.0\\.0\\.1:(\\d+)");
  private static final String PORTABLE = "-Dmortise.sys=portable";

  @Test
  void demoTalks() throws Exception {
    try (Program demo = Mortise.start(PORTABLE, "demo", "--port", "0")) {
      Program.Ended ended = demo.end();
      assertThat(ended.out().lines())
          .contains("client | the data received is byebye", "server | hihi");
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
    }
  }

  /** The program gets the layer too. */
  @Test
  void runStartsAProgram(@TempDir Path folder) throws Exception {
    Path program = folder.resolve("Which.java");
    Files.writeString(
        program,
        """
        import mortise.net.*;

        void main(String[] arguments) {
          IO.println(Platform.current() + " " + arguments[0]);
          System.exit(7);
        }
        """);
    try (Program run = Mortise.start(PORTABLE, "run", program, "a  b")) {
      assertThat(run.end()).isEqualTo(new Program.Ended(7, "PORTABLE a  b\n", ""));
    }
  }

  @Test
  void ncServesByAProgramAndIsItsClient() throws Exception {
    try (Program server =
        Mortise.start(
            PORTABLE, "nc", "-lv", "127.0.0.1", "0", "--sh-exec", "read l; echo got $l")) {
      String port = port(server);
      try (Program client = Mortise.start(PORTABLE, "nc", "127.0.0.1", port)) {
        client.say("hello\n").awaitOutput("got hello\n");
        assertThat(client.endInput().end().status()).isZero();
      }
      assertThat(server.end().status()).isZero();
    }
  }

  @Test
  void serveRelayBenchAndPingMeet() throws Exception {
    try (Program serve = Mortise.start(PORTABLE, "serve", "echo", "0", "-v")) {
      String place = "127.0.0.1:" + port(serve);
      try (Program relay =
          Mortise.start(PORTABLE, "relay", "-v", "tcp-listen:127.0.0.1:0", "tcp:" + place)) {
        try (Socket peer = Socket.dial("127.0.0.1", Integer.parseInt(port(relay)))) {
          peer.timeout(Duration.ofSeconds(60));
          peer.sendAll("hello\n");
          assertThat(peer.recvText(64)).isEqualTo("hello\n");
        }
        assertThat(relay.end().status()).isZero();
      }
      try (Program bench = Mortise.start(PORTABLE, "bench", place, "--echo", "100", "-n", "50")) {
        assertThat(bench.end().status()).isZero();
      }
      try (Program ping =
          Mortise.start(PORTABLE, "ping", "-c", "1", "--tcp", port(serve), "127.0.0.1")) {
        assertThat(ping.end().status()).isZero();
      }
    }
  }

  /** The program has pipes, which threads copy. */
  @Test
  void relayStartsAProgramAndNamesWhatItCannot() throws Exception {
    try (Program relay =
        Mortise.start(PORTABLE, "relay", "-v", "tcp-listen:127.0.0.1:0", "exec:cat")) {
      try (Socket peer = Socket.dial("127.0.0.1", Integer.parseInt(port(relay)))) {
        peer.timeout(Duration.ofSeconds(60));
        peer.sendAll("hello\n");
        peer.shutdown(Shutdown.WR);
        assertThat(peer.recvText(64)).isEqualTo("hello\n");
        assertThat(peer.recv(1)).isEmpty();
      }
      assertThat(relay.end().status()).isZero();
    }
    try (Program relay = Mortise.start(PORTABLE, "relay", "-", "pty:")) {
      Program.Ended ended = relay.end();
      assertThat(ended.err()).contains("posix_openpt", "needs Linux");
      assertThat(ended.err().lines()).hasSize(1);
      assertThat(ended.status()).isNotZero();
    }
  }

  private static String port(Program program) throws Exception {
    program.awaitError("istening ").awaitError(":");
    Matcher port = PORT.matcher(program.toString());
    assertThat(port.find()).isTrue();
    return port.group(1);
  }
}
