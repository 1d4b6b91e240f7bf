package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Namespace;
import mortise.net.Option;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.testing.NeedsLinux;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** A server whose network fails, in namespaces of the test's own. */
final class NetworkTest {
  private static final Address HERE = Inet.of("10.9.0.1", 7000);

  private static ListenerConfig at(Namespace place, Address address) throws Exception {
    return ListenerConfig.of(place.call(() -> Socket.listener(address)));
  }

  private static Socket client(Namespace place, Address server) throws Exception {
    Socket client = place.socket(Family.INET, Type.STREAM);
    client.connect(server);
    return client;
  }

  @NeedsLinux("TCP_USER_TIMEOUT")
  @Test
  void peersThatVanishAreFoundInTheTimeThatWasSet() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    Handler handler =
        c -> {
          if (c.readLine(9).equals("talk")) {
            cut.await();
            c.write("is anybody there?");
          }
          c.readLine(9);
        };
    try (Namespace here = Namespace.open();
        Namespace there = Namespace.open()) {
      here.cable(there);
      ListenerConfig listener =
          at(here, HERE)
              .with(TcpOption.TCP_KEEPIDLE, Duration.ofSeconds(1))
              .with(TcpOption.TCP_KEEPINTVL, Duration.ofSeconds(1))
              .with(TcpOption.TCP_USER_TIMEOUT, Duration.ofMillis(500))
              .with(Option.SO_KEEPALIVE, true);
      try (Server server = Server.of(handler).listen(listener).open();
          Socket talks = client(there, HERE);
          Socket listens = client(there, HERE)) {
        talks.send("talk\n".getBytes(UTF_8));
        listens.send("listen\n".getBytes(UTF_8));
        Until.holds(() -> server.statistics().received() == 12);
        there.ip("link set right down");
        cut.countDown();
        Until.holds(() -> server.statistics().closed(CloseReason.BROKEN) == 2);
      }
    }
  }

  @Test
  void listenerGoesOnWhenItsInterfaceComesBack() throws Exception {
    Address address = Inet.of("10.8.0.1", 7000);
    try (Namespace here = Namespace.open()) {
      here.ip("link add dum type veth peer name end").ip("link set dum up");
      here.ip("addr add 10.8.0.1/24 dev dum");
      try (Server server = Server.of(Echo::bytes).listen(at(here, address)).open()) {
        for (int i = 0; i < 2; i++) {
          try (Socket client = client(here, address)) {
            client.send(new byte[] {1});
            assertThat(client.recv(9)).hasSize(1);
          }
          here.ip("link del dum");
          here.ip("link add dum type veth peer name end").ip("link set dum up");
          here.ip("addr add 10.8.0.1/24 dev dum");
        }
        assertThat(server.statistics().accepted()).isEqualTo(2);
      }
    }
  }
}
