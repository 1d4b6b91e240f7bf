package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mortise.cli.Mortise;
import mortise.testing.KernelFeature;
import mortise.testing.NeedsKernel;
import mortise.testing.Network;
import mortise.testing.Program;
import org.junit.jupiter.api.Test;

/** nc -u on a network that duplicates, reorders and loses datagrams. */
@NeedsKernel(KernelFeature.NETEM)
final class NcNetemTest {
  private static final int PORT = 4000;

  /** Sends datagrams 1, 2, 3 without a pause. */
  private static final String SENDER =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      for text in (b'1', b'2', b'3'):
          s.sendto(text, ('127.0.0.1', %d))
      """
          .formatted(PORT);

  private static void netem(Network network, String... rules) throws Exception {
    List<String> command = new ArrayList<>(List.of("tc", "qdisc", "replace", "dev", "lo"));
    command.addAll(List.of("root", "netem"));
    command.addAll(List.of(rules));
    succeeds(network, command);
  }

  private static void succeeds(Network network, List<String> command) throws Exception {
    try (Program program = network.start(command.toArray())) {
      assertThat(program.end()).isEqualTo(new Program.Ended(0, "", ""));
    }
  }

  /** Without --ssl each datagram is there as often as the network brings it. */
  @Test
  void datagramsComeAsTheNetworkBringsThem() throws Exception {
    try (Network network = Network.openOwn()) {
      netem(network, "duplicate", "100%");
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

  /** Each third one goes at once, before the two that are delayed. */
  @Test
  void lostOnesAreMissingAndLateOnesComeLate() throws Exception {
    try (Network network = Network.openOwn();
        Program server = network.start(Mortise.command("nc", "-lkuv", "127.0.0.1", PORT))) {
      server.awaitError("Listening on 127.0.0.1:");
      netem(network, "loss", "100%");
      succeeds(network, List.of("python3", "-c", SENDER));
      netem(network, "delay", "500ms", "reorder", "100%", "gap", "3");
      succeeds(network, List.of("python3", "-c", SENDER));
      server.awaitOutput("312");
      assertThat(server.out()).isEqualTo("312");
    }
  }
}
