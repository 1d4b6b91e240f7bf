package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
import mortise.testing.Needs;
import mortise.testing.Program;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/** A server whose network fails, in namespaces of the test's own. */
final class NetworkTest {
  private static final Address HERE = Inet.of("10.9.0.1", 7000);

  private static Listening at(Namespace place, Address address) throws Exception {
    return Listening.in(place.call(() -> Socket.listener(address)));
  }

  private static Socket client(Namespace place, Address server) throws Exception {
    Socket client = place.socket(Family.INET, Type.STREAM);
    client.connect(server);
    return client;
  }

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
      Listening listening =
          at(here, HERE)
              .with(TcpOption.TCP_KEEPIDLE, Duration.ofSeconds(1))
              .with(TcpOption.TCP_KEEPINTVL, Duration.ofSeconds(1))
              .with(TcpOption.TCP_USER_TIMEOUT, Duration.ofMillis(500))
              .with(Option.SO_KEEPALIVE, true);
      try (Server server = Server.of(handler).listen(listening).open();
          Socket talks = client(there, HERE);
          Socket listens = client(there, HERE)) {
        talks.send("talk\n".getBytes(UTF_8));
        listens.send("listen\n".getBytes(UTF_8));
        Until.holds(() -> server.statistics().received() == 12);
        there.ip("link set right down");
        cut.countDown();
        Until.holds(() -> server.statistics().ended(Ending.BROKEN) == 2);
      }
    }
  }

  @Test
  void listenerGoesOnWhenItsInterfaceComesBack() throws Exception {
    Address address = Inet.of("10.8.0.1", 7000);
    try (Namespace here = Namespace.open()) {
      here.ip("link add dum type dummy").ip("link set dum up").ip("addr add 10.8.0.1/24 dev dum");
      try (Server server = Server.of(Echo::bytes).listen(at(here, address)).open()) {
        for (int i = 0; i < 2; i++) {
          try (Socket client = client(here, address)) {
            client.send(new byte[] {1});
            assertThat(client.recv(9)).hasSize(1);
          }
          here.ip("link del dum");
          here.ip("link add dum type dummy").ip("link set dum up");
          here.ip("addr add 10.8.0.1/24 dev dum");
        }
        assertThat(server.statistics().accepted()).isEqualTo(2);
      }
    }
  }

  /** A stop while the third segment of a handshake is on its way: the client is connected. */
  @Test
  void handshakeUnderWayIsServedByAServerThatStops() throws Exception {
    Needs.program("tc");
    try (Namespace here = Namespace.open();
        Namespace there = Namespace.open()) {
      here.cable(there);
      try (Program tc =
          there.start("tc", "qdisc", "add", "dev", "right", "root", "netem", "delay", "15ms")) {
        assertThat(tc.end().status()).isZero();
      }
      Plan plan = Server.of(Echo::lines).listen(Listening.at(HERE));
      Server server = here.call(plan::open);
      try (Socket client = there.socket(Family.INET, Type.STREAM)) {
        client.connect(HERE); // so that the neighbour is known
      }
      try (Socket client = there.socket(Family.INET, Type.STREAM)) {
        Running<Object> talk =
            Running.start(
                Threads.VIRTUAL,
                () -> {
                  client.connect(HERE);
                  client.send("served\n".getBytes(UTF_8));
                  return Connection.of(client).readLine(9);
                });
        Until.holds(() -> here.call(NetworkTest::isHandshaking));
        assertThat(server.stop(Duration.ofSeconds(20))).isTrue();
        assertThat(talk.end().returned()).isEqualTo("served");
      }
    }
  }

  /** Whether a connection of this thread's namespace is in SYN_RECV, proc(5). */
  private static boolean isHandshaking() throws Exception {
    return Files.readAllLines(Path.of("/proc/thread-self/net/tcp")).stream()
        .skip(1)
        .anyMatch(line -> line.strip().split(" +")[3].equals("03"));
  }
}
