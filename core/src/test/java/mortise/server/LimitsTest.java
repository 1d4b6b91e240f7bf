package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LimitsTest {
  private static final Duration SHORT = Duration.ofMillis(30);

  private static ServerConfig config() {
    return Server.of(Echo::bytes).listen(Inet4.LOOPBACK);
  }

  private static Socket client(Server server) throws IOException {
    return Loopback.TCP4.client(server.address());
  }

  private static Socket client(Server server, String from) throws IOException {
    Socket socket = Socket.open();
    socket.bind(Inet.of(from, 0));
    socket.connect(server.address());
    return socket;
  }

  private static boolean isServed(Socket client) throws IOException {
    try {
      client.send(new byte[] {1});
      return client.recv(1).length == 1;
    } catch (java.net.SocketException e) {
      return false;
    }
  }

  @Test
  void connectionsAboveTheCapAreClosedAndCounted() throws Exception {
    try (Server server = config().limits(Limits.DEFAULT.connections(2)).open()) {
      try (Socket first = client(server);
          Socket second = client(server)) {
        assertThat(isServed(first)).isTrue();
        assertThat(isServed(second)).isTrue();
        try (Socket third = client(server)) {
          assertThat(isServed(third)).isFalse();
        }
        assertThat(server.statistics().rejected(RejectReason.FULL)).isEqualTo(1);
      }
      Until.holds(() -> server.statistics().active() == 0);
      try (Socket next = client(server)) {
        assertThat(isServed(next)).isTrue();
      }
    }
  }

  @Test
  void oneAddressFillsItsOwnShareAlone() throws Exception {
    try (Server server = config().limits(Limits.DEFAULT.perAddress(1)).open();
        Socket first = client(server, "127.0.0.1");
        Socket other = client(server, "127.0.0.2")) {
      assertThat(isServed(first)).isTrue();
      try (Socket again = client(server, "127.0.0.1")) {
        assertThat(isServed(again)).isFalse();
      }
      assertThat(isServed(other)).isTrue();
      assertThat(server.statistics().rejected(RejectReason.FULL_FOR_ADDRESS)).isEqualTo(1);
    }
  }

  @Test
  void floodOfOneAddressIsRefusedAndOthersFeelNothing() throws Exception {
    try (Server server = config().limits(Limits.DEFAULT.perAddressPerSecond(5)).open()) {
      for (int i = 0; i < 100; i++) {
        client(server, "127.0.0.1").close();
      }
      try (Socket other = client(server, "127.0.0.2")) {
        assertThat(isServed(other)).isTrue();
      }
      Until.holds(
          () -> server.statistics().accepted() + server.statistics().totalRejected() == 101);
      assertThat(server.statistics().rejected(RejectReason.TOO_FAST_FOR_ADDRESS)).isPositive();
    }
  }

  @Test
  void floodOfAllIsRefused() throws Exception {
    try (Server server = config().limits(Limits.DEFAULT.perSecond(5)).open()) {
      for (int i = 0; i < 50; i++) {
        client(server).close();
      }
      Until.holds(() -> server.statistics().accepted() + server.statistics().totalRejected() == 50);
      assertThat(server.statistics().rejected(RejectReason.TOO_FAST)).isPositive();
      assertThat(server.statistics().accepted()).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void bucketLetsSoManyASecondThroughAndNoMore() {
    TokenBucket bucket = new TokenBucket(10, 0);
    int taken = 0;
    for (long now = 0; now < 3_000_000_000L; now += 1_000_000) {
      taken += bucket.take(now) ? 1 : 0;
    }
    assertThat(taken).isBetween(38, 40);
    assertThat(bucket.isFull(3_000_000_000L)).isFalse();
    assertThat(bucket.isFull(4_100_000_000L)).isTrue();
  }

  @Test
  void addressesOfTheInternetAreCountedBySubscriber() {
    Admission admission = new Admission(Limits.DEFAULT.perAddress(1));
    assertThat(admission.admit(Inet.of("2001:db8::1", 1))).isNull();
    assertThat(admission.admit(Inet.of("2001:db8::2", 1))).isEqualTo(RejectReason.FULL_FOR_ADDRESS);
    assertThat(admission.admit(Inet.of("2001:db8:0:1::1", 1))).isNull();
    assertThat(admission.admit(Inet.of("192.0.2.1", 1))).isNull();
    assertThat(admission.admit(Inet.of("::ffff:192.0.2.1", 1)))
        .isEqualTo(RejectReason.FULL_FOR_ADDRESS);
    assertThat(admission.admit(Inet.of("192.0.2.2", 1))).isNull();
    assertThat(admission.admit(null)).isNull();
    assertThat(admission.admit(null)).isNull();
  }

  @Test
  void silentPeerIsEndedAfterTheIdleTime() throws Exception {
    try (Server server = config().timeouts(Timeouts.DEFAULT.idle(SHORT)).open();
        Socket client = client(server)) {
      assertThat(client.recv(1)).isEmpty();
      Until.holds(() -> server.statistics().closed(CloseReason.IDLE) == 1);
    }
  }

  @Test
  void peerThatIsNeverDoneIsEndedAfterItsLife() throws Exception {
    try (Server server = config().timeouts(Timeouts.DEFAULT.life(Duration.ofMillis(200))).open();
        Socket client = client(server)) {
      assertThatThrownBy(
              () -> {
                while (isServed(client)) {
                  Thread.sleep(1);
                }
                throw new IOException("ended");
              })
          .hasMessage("ended");
      Until.holds(() -> server.statistics().closed(CloseReason.OVERDUE) == 1);
    }
  }

  @Test
  void handlerThatLooksAtNoDeadlineIsInterruptedAfterItsLife() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Server server =
            Server.of(_ -> never.await())
                .listen(Inet4.LOOPBACK)
                .timeouts(Timeouts.DEFAULT.life(SHORT))
                .open();
        Socket client = client(server)) {
      Until.holds(() -> server.statistics().closed(CloseReason.OVERDUE) == 1);
      assertThatThrownBy(() -> client.recv(1)).hasMessageContaining("ECONNRESET");
    }
  }

  @Test
  void peerThatDoesNotReadIsEndedAfterTheStallTime() throws Exception {
    Handler flood =
        c -> {
          while (true) {
            c.write(new byte[1 << 16]);
          }
        };
    try (Server server =
            Server.of(flood).listen(Inet4.LOOPBACK).timeouts(Timeouts.DEFAULT.stall(SHORT)).open();
        Socket client = client(server)) {
      Until.holds(() -> server.statistics().closed(CloseReason.STALLED) == 1);
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void peerThatTakesNothingOfAFileIsEnded(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[20_000_000]);
    Handler whole = c -> c.sendFile(file, 0, Long.MAX_VALUE);
    try (Server server =
            Server.of(whole).listen(Inet4.LOOPBACK).timeouts(Timeouts.DEFAULT.stall(SHORT)).open();
        Socket client = client(server)) {
      Until.holds(() -> server.statistics().closed(CloseReason.STALLED) == 1);
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void peerThatSendsTooMuchIsEnded() throws Exception {
    try (Server server = config().limits(Limits.DEFAULT.bytes(10)).open();
        Socket client = client(server)) {
      client.send(new byte[11]);
      Until.holds(() -> server.statistics().closed(CloseReason.TOO_MUCH) == 1);
    }
  }

  @Test
  void idleTimeThatAHandlerSurvivesIsNoEnd() throws Exception {
    Handler patient =
        c -> {
          try {
            c.read(new byte[1]);
          } catch (SocketTimeoutException e) {
            c.write("still there?");
          }
        };
    try (Server server =
            Server.of(patient)
                .listen(Inet4.LOOPBACK)
                .timeouts(Timeouts.DEFAULT.idle(SHORT))
                .open();
        Socket client = client(server)) {
      assertThat(client.recv(99)).asString(UTF_8).isEqualTo("still there?");
      Until.holds(() -> server.statistics().closed(CloseReason.DONE) == 1);
    }
  }

  @Test
  void slowHandshakeIsEndedAndOthersFeelNothing() throws Exception {
    Stage stage =
        c -> {
          if (!c.readLine(20).equals("please")) {
            throw new ProtocolException("expected please");
          }
          return c;
        };
    // Long enough for those who do their part, however busy the machine is.
    Timeouts times = Timeouts.DEFAULT.handshake(Duration.ofSeconds(4));
    try (Server server = config().through(stage).timeouts(times).open();
        Socket slow = client(server)) {
      Misbehaviour.trickle(slow, "plea".getBytes(UTF_8));
      try (Socket rude = client(server)) {
        rude.send("now\n".getBytes(UTF_8));
        assertThat(rude.recv(1)).isEmpty();
      }
      try (Socket polite = client(server)) {
        polite.send("please\n".getBytes(UTF_8));
        assertThat(isServed(polite)).isTrue();
        try (Socket later = client(server)) {
          assertThat(later.recv(1)).isEmpty(); // so that the time of the one before is over too
        }
        assertThat(isServed(polite)).isTrue();
      }
      assertThat(slow.recv(1)).isEmpty();
      Until.holds(() -> server.statistics().active() == 0);
      assertThat(server.statistics().closed(CloseReason.HANDSHAKE_TIMEOUT)).isEqualTo(2);
      assertThat(server.statistics().closed(CloseReason.HANDSHAKE_FAILED)).isEqualTo(1);
      assertThat(server.statistics().closed(CloseReason.DONE)).isEqualTo(1);
    }
  }

  @Test
  void handshakesDoNotWaitForEachOther() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    Stage stage =
        c -> {
          c.readLine(20);
          return c;
        };
    try (Server server = config().through(stage).open()) {
      for (int i = 0; i < 100; i++) {
        stalled.add(client(server));
      }
      try (Socket quick = client(server)) {
        quick.send("\n".getBytes(UTF_8));
        assertThat(isServed(quick)).isTrue();
      }
      Until.holds(() -> server.statistics().active() >= 100);
      assertThat(server.connections().getFirst().state()).isEqualTo(ConnectionInfo.State.HANDSHAKE);
      server.stop(Duration.ZERO);
    } finally {
      stalled.forEach(Socket::close);
    }
  }

  @Test
  void reloadedAccessListJudgesTheNextConnection() throws Exception {
    try (Server server = config().open();
        Socket early = client(server)) {
      assertThat(isServed(early)).isTrue();
      server.access(AccessList.ALLOW_ALL.deny("127.0.0.0/8"));
      try (Socket late = client(server)) {
        assertThat(isServed(late)).isFalse();
      }
      assertThat(server.statistics().rejected(RejectReason.DENIED)).isEqualTo(1);
      assertThat(isServed(early)).isTrue();
      server.access(AccessList.ALLOW_ALL);
      try (Socket again = client(server)) {
        assertThat(isServed(again)).isTrue();
      }
    }
  }

  /** A balancer's word: the first line of each connection is the client. */
  private static Connection told(Connection c) throws IOException {
    Address client = Inet.of(c.readLine(50), 9);
    return ForwardingConnection.ofClient(c, client);
  }

  private static boolean isServed(Server server, String client) throws IOException {
    try (Socket balancer = client(server)) {
      balancer.send((client + "\n").getBytes(UTF_8));
      return isServed(balancer);
    }
  }

  @Test
  void accessAndLimitsAreOfTheClientThatABalancerTells() throws Exception {
    try (Server server =
            config()
                .through(LimitsTest::told)
                .access(AccessList.ALLOW_ALL.deny("192.0.2.0/24"))
                .limits(Limits.DEFAULT.perAddress(1))
                .balancers(AccessList.DENY_ALL.allow("127.0.0.1"))
                .open();
        Socket _ = client(server);
        Socket _ = client(server)) {
      assertThat(isServed(server, "192.0.2.1")).isFalse();
      Until.holds(() -> server.statistics().active() == 2);
      assertThat(server.statistics().rejected(RejectReason.DENIED)).isEqualTo(1);
      try (Socket held = client(server)) {
        held.send("198.51.100.1\n".getBytes(UTF_8));
        assertThat(isServed(held)).isTrue();
        assertThat(isServed(server, "198.51.100.1")).isFalse();
        assertThat(isServed(server, "198.51.100.2")).isTrue();
        assertThat(server.connections())
            .extracting(info -> info.client())
            .contains(Inet.of("198.51.100.1", 9));
      }
      Until.holds(() -> server.statistics().active() == 2);
      assertThat(isServed(server, "198.51.100.1")).isTrue();
      assertThat(server.statistics().closed(CloseReason.REFUSED)).isEqualTo(2);
    }
  }
}
