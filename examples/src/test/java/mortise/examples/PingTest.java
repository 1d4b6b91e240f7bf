package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PingTest {
  /** A host that is said to be on a cable, and is not. */
  private static final String SILENT =
      """
      set -e
      ip link add left type veth peer name right
      ip link set left up
      ip link set right up
      ip addr add 10.9.0.1/24 dev left
      ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev left
      """;

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 127.0.0.1", "localhost, 127.0.0.1", "::1, ::1"})
  void kernelAnswers(String host, String address) throws Exception {
    if (address.equals("::1")) {
      Needs.ipv6();
    }
    try (Network network = Network.openOwn();
        Program ping = network.start(Examples.compiled("Ping", "-c", 1, host))) {
      Program.Ended ended = ping.end();
      String out = ended.out().replace("::1", "127.0.0.1").replaceAll("\\d+\\.\\d{3}\\b", "TIME");
      assertThat(out.replace("127.0.0.1", address))
          .isEqualTo(
              String.format(
                  Locale.ROOT,
                  """
                  PING %1$s (%2$s): 56 data bytes
                  64 bytes from %2$s: seq=1 ttl=64 time=TIME ms
                  --- %1$s: 1 sent, 1 received, 0%% lost
                  rtt min/avg/max = TIME/TIME/TIME ms
                  """,
                  host.equals("localhost") ? host : address,
                  address));
      assertThat(ended.err()).isEmpty();
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void silenceIsLoss() throws Exception {
    try (Network network = Network.openOwn()) {
      try (Program ip = network.start("sh", "-c", SILENT)) {
        assertThat(ip.end()).isEqualTo(new Program.Ended(0, "", ""));
      }
      try (Program ping = network.start(Examples.compiled("Ping", "-c", 1, "10.9.0.2"))) {
        Program.Ended ended = ping.end();
        assertThat(ended.out())
            .contains("seq=1: recvmsg 10.9.0.1")
            .contains("timed out")
            .endsWith("--- 10.9.0.2: 1 sent, 0 received, 100% lost\n");
        assertThat(ended.status()).isEqualTo(1);
      }
    }
  }
}
