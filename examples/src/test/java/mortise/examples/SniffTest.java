package mortise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.Needs;
import mortise.testing.Network;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SniffTest {
  private Network network;

  @BeforeEach
  void prepare() throws Exception {
    network = Network.openOwn();
  }

  @AfterEach
  void end() {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void pingIsSeenGoingAndComing() throws Exception {
    Needs.ipv6();
    try (Program sniff = network.start(Examples.compiled("Sniff", "-i", "lo", "-c", 8))) {
      sniff.awaitOutput("listening on lo\n");
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        try (Program ping = network.start("ping", "-c1", "-s16", host)) {
          assertThat(ping.end().status()).isZero();
        }
      }
      assertThat(sniff.end())
          .isEqualTo(
              new Program.Ended(
                  0,
                  """
                  listening on lo
                  lo out 127.0.0.1 > 127.0.0.1 ICMP type 8, 16 bytes
                  lo in 127.0.0.1 > 127.0.0.1 ICMP type 8, 16 bytes
                  lo out 127.0.0.1 > 127.0.0.1 ICMP type 0, 16 bytes
                  lo in 127.0.0.1 > 127.0.0.1 ICMP type 0, 16 bytes
                  lo out ::1 > ::1 ICMP type 128, 16 bytes
                  lo in ::1 > ::1 ICMP type 128, 16 bytes
                  lo out ::1 > ::1 ICMP type 129, 16 bytes
                  lo in ::1 > ::1 ICMP type 129, 16 bytes
                  """,
                  ""));
    }
  }

  /** The filter keeps UDP alone: what {@code tcpdump -y RAW -ddd udp} comes down to for IPv4. */
  @Test
  void filterKeepsWhatItIsTold() throws Exception {
    String udp = "4,48 0 0 9,21 0 1 17,6 0 0 65535,6 0 0 0";
    try (Program sniff = network.start(Examples.compiled("Sniff", "-c", 2, "-f", udp))) {
      sniff.awaitOutput("listening on all interfaces\n");
      try (Program ping = network.start("ping", "-c1", "127.0.0.1");
          Program python =
              network.start(
                  Python.command(
                      """
                      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                      s.bind(('127.0.0.1', 4000))
                      s.sendto(b'hello', ('127.0.0.1', 4001))
                      """))) {
        assertThat(ping.end().status()).isZero();
        assertThat(python.end()).isEqualTo(Python.printed(""));
      }
      assertThat(sniff.end().out())
          .isEqualTo(
              """
              listening on all interfaces
              lo out 127.0.0.1:4000 > 127.0.0.1:4001 UDP, 5 bytes
              lo in 127.0.0.1:4000 > 127.0.0.1:4001 UDP, 5 bytes
              """);
    }
  }

  @Test
  void handshakeShowsItsFlags() throws Exception {
    try (Program sniff = network.start(Examples.compiled("Sniff", "-i", "lo", "-c", 4))) {
      sniff.awaitOutput("listening on lo\n");
      try (Program python =
          network.start(
              Python.command(
                  """
                  s = socket.create_server(('127.0.0.1', 4002))
                  socket.create_connection(('127.0.0.1', 4002), source_address=('127.0.0.1', 4003))
                  """))) {
        assertThat(python.end()).isEqualTo(Python.printed(""));
      }
      assertThat(sniff.end().out())
          .contains("lo in 127.0.0.1:4003 > 127.0.0.1:4002 TCP SYN, 0 bytes\n")
          .contains("lo in 127.0.0.1:4002 > 127.0.0.1:4003 TCP SYN|ACK, 0 bytes\n");
    }
  }
}
