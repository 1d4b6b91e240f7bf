package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(providers = Network.Locks.class)
final class UdpEchoTest {
  private Network network;

  @BeforeEach
  void prepare() throws Exception {
    network = Network.open();
  }

  @AfterEach
  void end() {
    network.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nc.openbsd -u 127.0.0.1 7007",
        "ncat -u 127.0.0.1 7007",
        "socat - UDP:127.0.0.1:7007",
      })
  void othersHearTheirEcho(String command) throws Exception {
    try (Program server = network.start(Examples.compiled("UdpEcho")).awaitUdp(7007);
        Program client = network.start(List.of(command.split(" ")))) {
      client.say("one\n").awaitOutput("one\n").say("two, longer\n").awaitOutput("two, longer\n");
      server.awaitOutput("12 bytes from");
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
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(20)
        for size in 0, 1, 512, 1472, 1473, 9000, 65507:
            sent = os.urandom(size)
            s.sendto(sent, ('127.0.0.1', int(sys.argv[1])))
            got, address = s.recvfrom(65535)
            print(size, got == sent, address)
        """;
    try (Program server = network.start(Examples.run("UdpEcho", 7008)).awaitUdp(7008);
        Program python = network.start(List.of("python3", "-c", client, "7008"))) {
      assertThat(python.end())
          .isEqualTo(
              new Program.Ended(
                  0,
                  """
                  0 True ('127.0.0.1', 7008)
                  1 True ('127.0.0.1', 7008)
                  512 True ('127.0.0.1', 7008)
                  1472 True ('127.0.0.1', 7008)
                  1473 True ('127.0.0.1', 7008)
                  9000 True ('127.0.0.1', 7008)
                  65507 True ('127.0.0.1', 7008)
                  """,
                  ""));
      server.awaitOutput("65507 bytes from 127.0.0.1:");
    }
  }
}
