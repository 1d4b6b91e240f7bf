package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.cli.Mortise;
import mortise.testing.KernelFeature;
import mortise.testing.NeedsKernel;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;

/** nc -u on a network that duplicates and reorders. */
@NeedsKernel(KernelFeature.NETEM)
final class NcNetemTest {
  private static final int PORT = 4000;

  /** Without --ssl each datagram is there as often as the network brings it. */
  @Test
  void datagramsComeAsTheNetworkBringsThem() throws Exception {
    try (Network network = Network.openOwn()) {
      try (Program tc =
          network.start("tc", "qdisc", "add", "dev", "lo", "root", "netem", "duplicate", "100%")) {
        assertThat(tc.end()).isEqualTo(new Program.Ended(0, "", ""));
      }
      try (Program server = network.start(Mortise.command("nc", "-luv", "127.0.0.1", PORT))) {
        server.awaitError("Listening on 127.0.0.1:");
        try (Program client = network.start(Mortise.command("nc", "-u", "127.0.0.1", PORT))) {
          client.say("twin\n");
          server.awaitOutput("twin\ntwin\n").say("answer\n");
          client.awaitOutput("answer\nanswer\n");
        }
      }
    }
  }
}
