package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MulticastTest {
  private static final String INTERFACE =
      """
      set -e
      ip link add left type veth peer name right
      ip link set left addrgenmode none
      ip link set left up
      ip link set right up
      ip addr add 10.9.0.1/24 dev left
      ip addr add fe80::1/64 dev left nodad
      """;

  @ParameterizedTest
  @CsvSource({"239.1.2.3:7007, 10.9.0.1:7007", "[ff02::77]:7007, [fe80::1%NUMBER]:7007"})
  void allOfTheGroupHearPythonAndEachOther(String group, String sender) throws Exception {
    Needs.ipv6();
    try (Network network = Network.openOwn()) {
      try (Program ip = network.start("sh", "-c", INTERFACE)) {
        assertThat(ip.end()).isEqualTo(new Program.Ended(0, "", ""));
      }
      try (Program one = network.start(Examples.compiled("Multicast", group, "left"));
          Program two = network.start(Examples.compiled("Multicast", group, "left"))) {
        one.awaitOutput("joined");
        two.awaitOutput("joined");
        one.say("hello\n");
        two.awaitOutput(": hello\n").say("good day\n");
        one.awaitOutput(": good day\n");
        try (Program python =
            network.start(
                Python.command(
                    """
                    host, port = sys.argv[1].strip('[').replace(']', '').rsplit(':', 1)
                    family = socket.AF_INET6 if ':' in host else socket.AF_INET
                    s = socket.socket(family, socket.SOCK_DGRAM)
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'left')
                    s.sendto('grüße'.encode(), (host, int(port)))
                    """,
                    group))) {
          assertThat(python.end()).isEqualTo(Python.printed(""));
        }
        one.awaitOutput(": grüße\n").endInput();
        two.awaitOutput(": grüße\n").endInput();
        String out = one.end().out().replaceAll("%\\d+", "%NUMBER");
        assertThat(out)
            .startsWith("joined " + group + "\n" + sender + ": hello\n" + sender + ": good day\n");
      }
    }
  }
}
