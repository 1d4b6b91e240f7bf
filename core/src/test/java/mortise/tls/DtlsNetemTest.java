package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Namespace;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DTLS on a network that loses, delays, duplicates and reorders. */
@NeedsKernel(KernelFeature.NETEM)
final class DtlsNetemTest {
  @TempDir private Path folder;

  /** The handshake repeats what is lost; a message may be lost, and is never there twice. */
  @Test
  void handshakeSurvivesTheNetworkAndNoMessageComesTwice() throws Exception {
    Authority authority = Authority.in(folder);
    TlsServer tls = TlsServer.of(authority.issueRsa("a.example").identity());
    TlsClient client = TlsClient.of(authority.trust());
    try (Namespace network = Namespace.open();
        Socket bound = network.socket(Family.INET, Type.DGRAM);
        Socket socket = network.socket(Family.INET, Type.DGRAM)) {
      network.netem("loss 10% delay 4ms 2ms duplicate 50% reorder 25%");
      bound.bind(Inet4.LOOPBACK);
      socket.connect(bound.localAddress());
      DtlsServer server = DtlsServer.open(bound, tls);
      Thread echo = Thread.ofVirtual().start(() -> echo(server));
      try {
        Deadline late = Deadline.after(Needs.patience());
        try (DtlsConnection connection = client.connect(socket, "a.example", late)) {
          for (int i = 0; i < 20; i++) {
            connection.send(("number " + i).getBytes());
          }
          Set<String> answers = new LinkedHashSet<>();
          connection.timeout(Duration.ofSeconds(2));
          try {
            for (byte[] answer; (answer = connection.receive()) != null; ) {
              assertThat(answers.add(new String(answer))).as(new String(answer)).isTrue();
            }
          } catch (SocketTimeoutException _) {
            // All that came has come.
          }
          // A fifth is lost on one of the two ways.
          assertThat(answers).hasSizeBetween(4, 20);
        }
      } finally {
        server.close();
        echo.join();
      }
    }
  }

  private static void echo(DtlsServer server) {
    try (DtlsConnection peer = server.accept()) {
      for (byte[] message; (message = peer.receive()) != null; ) {
        peer.send(message);
      }
    } catch (IOException _) {
      // The server is closed.
    }
  }
}
