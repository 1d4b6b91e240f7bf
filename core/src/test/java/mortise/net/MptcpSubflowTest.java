package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** Multipath TCP over two ways between two networks. */
@NeedsKernel(KernelFeature.MPTCP)
final class MptcpSubflowTest {
  /** {@code MPTCP_INFO} of level {@code SOL_MPTCP}; its first byte counts the further subflows. */
  private static final Option<byte[]> MPTCP_INFO = Option.ofBytes(284, 1, 64);

  private static final int PORT = 4000;

  @Test
  void connectionGoesOnWhenOneOfTwoWaysEnds() throws Exception {
    try (Namespace left = Namespace.open();
        Namespace right = Namespace.open()) {
      left.cable(right);
      left.secondCable(right);
      right.ip("mptcp limits set subflow 2 add_addr_accepted 2");
      left.ip("mptcp limits set subflow 2 add_addr_accepted 2");
      right.ip("mptcp endpoint add 10.9.1.2 dev right1 subflow");
      try (Socket listener = left.socket(Family.INET, Type.STREAM, Protocol.MPTCP);
          Socket client = right.socket(Family.INET, Type.STREAM, Protocol.MPTCP)) {
        listener.bind(Inet4.ANY.withPort(PORT));
        listener.listen(1);
        client.connect(Inet.of("10.9.0.1", PORT));
        try (Socket accepted = listener.accept().timeout(Needs.patience())) {
          // The kernel adds the second way once the first is confirmed by data.
          talk(client, accepted, "one");
          Until.holds(() -> client.option(MPTCP_INFO)[0] == 1);
          assertThat(accepted.option(MPTCP_INFO)[0]).isEqualTo((byte) 1);
          right.ip("link set right down");
          talk(client, accepted, "two");
          talk(accepted, client, "three");
        }
      }
    }
  }

  private static void talk(Socket from, Socket to, String text) throws Exception {
    from.sendAll(text.getBytes());
    assertThat(to.recv(512)).asString().isEqualTo(text);
  }
}
