package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Namespace;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.testing.KernelFeature;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers and datagrams on a network that loses, delays, duplicates and reorders. */
@NeedsKernel(KernelFeature.NETEM)
final class NetemTest {
  private Namespace network;

  @BeforeEach
  void open() throws Exception {
    network = Namespace.open();
    network.ip("link set lo mtu 1500");
  }

  @AfterEach
  void close() {
    network.close();
  }

  private Socket client(Server server) throws Exception {
    Socket client = network.socket(Family.INET, Type.STREAM).timeout(Needs.patience());
    client.connect(server.address());
    return client;
  }

  private Socket datagrams() throws Exception {
    Socket socket = network.socket(Family.INET, Type.DGRAM).timeout(Needs.patience());
    socket.bind(Inet4.LOOPBACK);
    return socket;
  }

  @Test
  void serverEchoesEverythingOverALossyNetwork() throws Exception {
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    network.netem("loss 3% delay 4ms 2ms duplicate 10% reorder 25%");
    try (Server server = network.call(() -> Server.of(Echo::bytes).listen(Inet4.LOOPBACK).open());
        Socket client = client(server)) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.sendAll(bytes);
                  client.shutdown(Shutdown.WR);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(client.inputStream().readAllBytes()).isEqualTo(bytes);
      sender.join();
    }
  }

  @Test
  void serverClosesAPeerThatIsSilencedByTheNetwork() throws Exception {
    Duration idle = Duration.ofSeconds(3);
    try (Server server =
            network.call(() ->
                Server.of(Echo::bytes)
                    .listen(Inet4.LOOPBACK)
                    .timeouts(Timeouts.UNBOUNDED.idle(idle))
                    .open());
        Socket client = client(server)) {
      client.send("a".getBytes());
      assertThat(client.recv(9)).hasSize(1);
      network.netem("loss 100%");
      client.send("b".getBytes());
      Until.holds(() -> server.statistics().closed(CloseReason.IDLE) == 1);
    }
  }

  @Test
  void duplicatedDatagramArrivesTwice() throws Exception {
    network.netem("duplicate 100%");
    try (Socket receiver = datagrams();
        Socket sender = datagrams()) {
      sender.sendTo("twin".getBytes(), receiver.localAddress());
      assertThat(receiver.recv(100)).asString().isEqualTo("twin");
      assertThat(receiver.recv(100)).asString().isEqualTo("twin");
    }
  }

  @Test
  void lostDatagramLetsRecvTimeOut() throws Exception {
    network.netem("loss 100%");
    try (Socket receiver = datagrams();
        Socket sender = datagrams()) {
      sender.sendTo("lost".getBytes(), receiver.localAddress());
      receiver.timeout(Duration.ofMillis(200));
      assertThatThrownBy(() -> receiver.recv(100)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void delayedDatagramIsWaitedFor() throws Exception {
    network.netem("delay 300ms");
    try (Socket receiver = datagrams();
        Socket sender = datagrams()) {
      long begin = System.nanoTime();
      sender.sendTo("late".getBytes(), receiver.localAddress());
      assertThat(receiver.recv(100)).asString().isEqualTo("late");
      assertThat(System.nanoTime() - begin).isGreaterThan(290_000_000);
    }
  }

  /** Each third one goes at once, before the two that are delayed. */
  @Test
  void reorderedDatagramsKeepTheNetworksOrder() throws Exception {
    network.netem("delay 500ms reorder 100% gap 3");
    try (Socket receiver = datagrams();
        Socket sender = datagrams()) {
      for (int i = 1; i <= 3; i++) {
        sender.sendTo(("" + i).getBytes(), receiver.localAddress());
      }
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        order.add(new String(receiver.recv(100)));
      }
      assertThat(order).containsExactly("3", "1", "2");
    }
  }
}
