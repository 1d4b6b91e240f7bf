package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mortise.net.Address;
import mortise.net.Flags;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Socket;
import mortise.testing.Loopback;
import mortise.testing.Needs;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DatagramServerTest {
  private static String ask(Socket client, Address server, String text) throws Exception {
    client.timeout(Duration.ofSeconds(60)).sendTo(text.getBytes(UTF_8), server);
    return new String(client.recvFrom(1 << 16).data(), UTF_8);
  }

  @Test
  void nullIsRejectedBeforeADatagramMeetsIt() throws Exception {
    assertThatThrownBy(() -> DatagramServer.open(Inet4.LOOPBACK, null))
        .isInstanceOf(NullPointerException.class);
    try (DatagramServer server = DatagramServer.open(Inet4.LOOPBACK, p -> p.reply(p.bytes()))) {
      assertThatThrownBy(() -> server.access(null)).isInstanceOf(NullPointerException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UDP", "UDP6", "UNIX_DATAGRAM"})
  void answersEachPacketByItself(Loopback kind) throws Exception {
    kind.open().close();
    try (DatagramServer server = DatagramServer.open(kind.anywhere(), p -> p.reply(p.bytes()));
        Socket client = kind.bound()) {
      assertThat(ask(client, server.address(), "one")).isEqualTo("one");
      assertThat(ask(client, server.address(), "")).isEmpty();
      assertThat(ask(client, server.address(), "x".repeat(9000))).hasSize(9000);
      assertThat(server.handled()).isEqualTo(3);
    }
  }

  /** Longer than any UDP datagram; what the sender's SO_SNDBUF allows. */
  @Test
  void longUnixDatagramIsNotTruncated() throws Exception {
    Loopback kind = Loopback.UNIX_DATAGRAM;
    try (DatagramServer server =
            DatagramServer.open(kind.anywhere(), p -> p.reply(("" + p.bytes().length).getBytes()));
        Socket client = kind.bound()) {
      for (int length : new int[] {65_536, 65_537, 200_000, 3}) {
        assertThat(ask(client, server.address(), "x".repeat(length))).isEqualTo("" + length);
      }
    }
  }

  @Test
  void pythonIsAnswered() throws Exception {
    try (DatagramServer server = DatagramServer.open(Inet4.LOOPBACK, p -> p.reply(p.bytes()))) {
      String client =
          """
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          for text in (b'a', b'b', b'c'):
              s.sendto(text, ('127.0.0.1', int(sys.argv[1])))
              print(s.recv(100).decode(), end='')
          """;
      try (Program python = Python.start(client, ((Inet4) server.address()).port())) {
        assertThat(python.end()).isEqualTo(Python.printed("abc"));
      }
    }
  }

  @NeedsLinux("IP_PKTINFO")
  @Test
  void answerComesFromTheAddressThatWasAsked() throws Exception {
    AtomicReference<Address> destination = new AtomicReference<>();
    try (DatagramServer server =
            DatagramServer.open(
                Inet4.ANY,
                p -> {
                  destination.set(p.destination());
                  p.reply(p.bytes());
                });
        Socket client = Loopback.UDP.bound()) {
      Address asked = Inet.of("127.0.0.77", ((Inet4) server.address()).port());
      client.connect(asked); // what comes from elsewhere is not received
      client.timeout(Duration.ofSeconds(60)).send("x".getBytes(UTF_8));
      assertThat(client.recv(9)).asString(UTF_8).isEqualTo("x");
      assertThat(destination.get()).isEqualTo(asked);
    }
  }

  @NeedsLinux("IPV6_RECVPKTINFO")
  @Test
  void wildcardOfBothFamiliesAnswersBoth() throws Exception {
    Needs.ipv6();
    Socket socket = Loopback.UDP6.open();
    socket.option(mortise.net.Ipv6Option.IPV6_V6ONLY, false);
    socket.bind(Inet6.ANY);
    try (DatagramServer server =
            DatagramServer.of(
                socket, Limits.DEFAULT, p -> p.reply(("" + p.destination()).getBytes(UTF_8)));
        Socket six = Loopback.UDP6.bound();
        Socket four = Loopback.UDP.bound()) {
      int port = ((Inet6) server.address()).port();
      Address at6 = Inet6.LOOPBACK.withPort(port);
      assertThat(ask(six, at6, "?")).isEqualTo(at6.toString());
      assertThat(ask(four, Inet4.LOOPBACK.withPort(port), "?"))
          .isEqualTo("[::ffff:127.0.0.1]:" + port);
    }
  }

  @Test
  void packetsAboveALimitAreDroppedAndCounted() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Socket socket = Loopback.UDP.bound();
    try (DatagramServer server =
            DatagramServer.of(
                socket,
                Limits.DEFAULT.connections(2),
                p -> {
                  go.await();
                  p.reply(p.bytes());
                });
        Socket client = Loopback.UDP.bound()) {
      for (int i = 0; i < 10; i++) {
        client.sendTo(new byte[] {1}, server.address());
      }
      Until.holds(() -> server.dropped() == 8);
      Until.holds(() -> server.handled() == 2);
      go.countDown();
      client.recv(9);
      client.recv(9);
    }
  }

  @Test
  void deniedSendersAreDropped() throws Exception {
    try (DatagramServer server = DatagramServer.open(Inet4.LOOPBACK, p -> p.reply(p.bytes()));
        Socket client = Loopback.UDP.bound()) {
      server.access(AccessList.ALLOW_ALL.deny("127.0.0.1"));
      client.sendTo(new byte[] {1}, server.address());
      Until.holds(() -> server.dropped() == 1);
      server.access(AccessList.ALLOW_ALL);
      assertThat(ask(client, server.address(), "again")).isEqualTo("again");
    }
  }

  @Test
  void handlersThatThrowAreCountedAndOthersFeelNothing() throws Exception {
    try (DatagramServer server =
            DatagramServer.open(
                Inet4.LOOPBACK,
                p -> {
                  if (p.bytes().length == 0) {
                    throw new IllegalStateException("an empty packet");
                  }
                  p.reply(p.bytes());
                });
        Socket client = Loopback.UDP.bound()) {
      client.sendTo(new byte[0], server.address());
      assertThat(ask(client, server.address(), "good")).isEqualTo("good");
      Until.holds(() -> server.failed() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UDP", "UNIX_DATAGRAM"})
  void handlerThatWaitsDelaysNoOther(Loopback kind) throws Exception {
    kind.open().close();
    CountDownLatch go = new CountDownLatch(1);
    try (DatagramServer server =
            DatagramServer.open(
                kind.anywhere(),
                p -> {
                  if (p.bytes()[0] % 2 == 0) {
                    go.await();
                  }
                  p.reply(p.bytes());
                });
        Socket client = kind.bound().timeout(Duration.ofSeconds(60))) {
      Set<Byte> answers = new TreeSet<>();
      for (byte i = 0; i < 8; i++) { // a UNIX queue has room for 10
        client.sendTo(new byte[] {i}, server.address());
      }
      for (int i = 0; i < 4; i++) {
        answers.add(client.recvFrom(9).data()[0]);
      }
      assertThat(answers).containsExactly((byte) 1, (byte) 3, (byte) 5, (byte) 7);
      go.countDown();
      for (int i = 0; i < 4; i++) {
        answers.add(client.recvFrom(9).data()[0]);
      }
      assertThat(answers).hasSize(8);
      assertThat(server.handled()).isEqualTo(8);
    }
  }

  @Test
  void replyThatCannotBeSentFailsItsHandlerAlone() throws Exception {
    try (DatagramServer server =
            DatagramServer.open(
                Inet4.LOOPBACK,
                p -> p.reply(p.bytes()[0] % 10 == 0 ? new byte[65_535] : p.bytes()));
        Socket client = Loopback.UDP.bound().timeout(Duration.ofSeconds(60))) {
      for (byte i = 0; i < 100; i++) {
        client.sendTo(new byte[] {i}, server.address());
      }
      Set<Byte> answers = new TreeSet<>();
      for (int i = 0; i < 90; i++) {
        assertThat(answers.add(client.recvFrom(9).data()[0])).isTrue();
      }
      Until.holds(() -> server.failed() == 10);
      assertThat(answers).noneMatch(number -> number % 10 == 0);
      assertThatThrownBy(() -> client.recv(9, Flags.DONTWAIT))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void packetUnderWayIsAnsweredWhenTheServerCloses() throws Exception {
    CountDownLatch come = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    DatagramServer server =
        DatagramServer.open(
            Inet4.LOOPBACK,
            p -> {
              come.countDown();
              go.await();
              p.reply(p.bytes());
            });
    try (Socket client = Loopback.UDP.bound()) {
      client.sendTo("late".getBytes(UTF_8), server.address());
      come.await();
      Thread closer = Thread.startVirtualThread(server::close);
      go.countDown();
      assertThat(client.recv(9)).asString(UTF_8).isEqualTo("late");
      closer.join();
      server.await();
    }
  }

  @Test
  void handlerMayCloseItsServer() throws Exception {
    DatagramServer[] server = new DatagramServer[1];
    CountDownLatch opened = new CountDownLatch(1);
    server[0] =
        DatagramServer.open(
            Inet4.LOOPBACK,
            p -> {
              opened.await();
              server[0].close();
              p.reply(p.bytes());
            });
    opened.countDown();
    try (Socket client = Loopback.UDP.bound()) {
      assertThat(ask(client, server[0].address(), "last")).isEqualTo("last");
    }
    server[0].await();
  }

  @Test
  void socketOfConnectionsIsNamed() throws Exception {
    try (Socket stream = Loopback.TCP4.bound()) {
      assertThatThrownBy(() -> DatagramServer.of(stream, Limits.DEFAULT, _ -> {}))
          .hasMessageEndingWith(" is not a datagram socket");
    }
  }
}
