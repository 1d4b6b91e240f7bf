package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteDumpTest {
  private static final String ROUTES =
      """
      set -e
      ip link add left type veth peer name right
      ip link set left up
      ip link set right up
      ip addr add 10.9.0.1/24 dev left
      ip addr add fd00:9::1/64 dev left nodad
      ip route add default via 10.9.0.2 proto static metric 7
      ip route add 192.0.2.7 via 10.9.0.2
      ip route add 198.51.100.0/25 dev right src 10.9.0.1
      ip route add blackhole 203.0.113.0/24
      ip route add unreachable 203.0.114.0/24 metric 99
      ip -6 route add 2001:db8::/32 via fd00:9::2
      ip -6 route add 2001:db8:1::/48 dev right metric 5 pref high
      """;

  @ParameterizedTest
  @ValueSource(strings = {"-4", "-6"})
  void printsWhatIpPrints(String family) throws Exception {
    Needs.ipv6();
    try (Network network = Network.openOwn()) {
      try (Program ip = network.start("sh", "-c", ROUTES)) {
        assertThat(ip.end()).isEqualTo(new Program.Ended(0, "", ""));
      }
      try (Program dump = network.start(Examples.compiled("RouteDump", family));
          Program ip = network.start("ip", family, "route")) {
        List<String> theirs = ip.end().out().lines().map(String::strip).toList();
        assertThat(theirs).hasSizeGreaterThan(3);
        Program.Ended ended = dump.end();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).containsExactlyElementsOf(theirs);
      }
    }
  }
}
