package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UdpEchoTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"nc.openbsd -u 127.0.0.1 ", "ncat -u 127.0.0.1 ", "socat - UDP:127.0.0.1:"})
  void othersHearTheirEcho(String command) throws Exception {
    try (Program server = Program.start(Examples.compiled("UdpEcho", 0));
        Program client = Program.start(List.of((command + port(server)).split(" ")))) {
      client.say("one\n").awaitOutput("one\n").say("two, longer\n").awaitOutput("two, longer\n");
      server.awaitOutput("12 bytes from 127.0.0.1:").awaitOutputs("\n", 3);
      assertThat(server.out().replaceAll(":\\d+\n", ":PORT\n"))
          .isEqualTo(
              """
              echoing on 127.0.0.1:PORT
              4 bytes from 127.0.0.1:PORT
              12 bytes from 127.0.0.1:PORT
              """);
    }
  }

  @Test
  void everySizeComesBackToPythonWhole() throws Exception {
    String client =
        """
        import os, socket, sys
        server = ('127.0.0.1', int(sys.argv[1]))
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(20)
        for size in 0, 1, 512, 1472, 1473, 9000, 65507:
            sent = os.urandom(size)
            s.sendto(sent, server)
            print(size, s.recvfrom(65535) == (sent, server))
        """;
    try (Program server = Program.start(Examples.run("UdpEcho", 0));
        Program python = Program.start("python3", "-c", client, port(server))) {
      assertThat(python.end())
          .isEqualTo(
              new Program.Ended(
                  0,
                  """
                  0 True
                  1 True
                  512 True
                  1472 True
                  1473 True
                  9000 True
                  65507 True
                  """,
                  ""));
      server.awaitOutput("65507 bytes from 127.0.0.1:");
    }
  }

  /** The port that the server says it has. */
  private static String port(Program server) throws InterruptedException {
    String first = server.awaitOutput("\n").out().lines().findFirst().orElseThrow();
    assertThat(first).matches("echoing on 127\\.0\\.0\\.1:\\d+");
    return first.substring(first.lastIndexOf(':') + 1);
  }
}
