package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import mortise.net.Address;
import mortise.net.Family;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.Loop;
import mortise.net.Option;
import mortise.net.Platform;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;
import mortise.net.Vsock;
import mortise.testing.Ended;
import mortise.testing.KernelFeature;
import mortise.testing.Loopback;
import mortise.testing.Misbehaviour;
import mortise.testing.Needs;
import mortise.testing.NeedsKernel;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerTest {
  private static String talk(Loopback kind, Address address, String text) throws IOException {
    try (Socket client = kind.client(address)) {
      client.send(text.getBytes(UTF_8));
      return new String(client.recv(100), UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM", "SEQPACKET"})
  void servesEveryFamily(Loopback kind) throws Exception {
    kind.open().close();
    ListenerConfig listener = ListenerConfig.at(kind.anywhere());
    ServerConfig config = Server.of(Echo::bytes);
    config = config.listen(kind == Loopback.SEQPACKET ? listener.seqpacket() : listener);
    try (Server server = config.open()) {
      for (int i = 0; i < 20; i++) {
        assertThat(talk(kind, server.address(), "hello " + i)).isEqualTo("hello " + i);
      }
      Until.holds(() -> server.statistics().closed(CloseReason.DONE) == 20);
      assertThat(server.statistics().received()).isEqualTo(150);
      assertThat(server.statistics().sent()).isEqualTo(150);
    }
  }

  @NeedsKernel(KernelFeature.VSOCK)
  @Test
  void servesVsock() throws Exception {
    try (Server server = Server.open(new Vsock(1, Vsock.PORT_ANY), Echo::bytes);
        Socket client = Socket.open(Family.VSOCK, Type.STREAM)) {
      client.connect(server.address());
      client.send(new byte[] {7});
      assertThat(client.recv(9)).containsExactly(7);
    }
  }

  @Test
  void pythonSocatAndNcatAreServed() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, c -> c.write("byebye" + c.readLine(99)))) {
      String port = "" + ((Inet4) server.address()).port();
      String client =
          """
          s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
          s.sendall(b'!\\n')
          print(s.makefile().read(), end='')
          """;
      try (Program python = Python.start(client, port)) {
        assertThat(python.end()).isEqualTo(Python.printed("byebye!"));
      }
      try (Program socat = Program.start("socat", "-", "TCP4:127.0.0.1:" + port)) {
        assertThat(socat.say("?\n").endInput().end().out()).isEqualTo("byebye?");
      }
      try (Program ncat = Program.start("ncat", "127.0.0.1", port)) {
        assertThat(ncat.say(".\n").endInput().end().out()).isEqualTo("byebye.");
      }
    }
  }

  @NeedsLinux("UNIX seqpackets")
  @Test
  void oneServerHasSeveralListeners(@TempDir Path folder) throws Exception {
    Needs.ipv6();
    Unix path = Unix.of(folder.resolve("s"));
    try (Server server =
        Server.of(Echo::bytes)
            .listen(Inet4.LOOPBACK)
            .listen(Inet6.LOOPBACK)
            .listen(UnixBinding.of(path).mode("rw-rw----").unlinkOnClose())
            .listen(ListenerConfig.at(Loopback.SEQPACKET.anywhere()).seqpacket())
            .open()) {
      List<Address> at = server.addresses();
      assertThat(talk(Loopback.TCP4, at.get(0), "a")).isEqualTo("a");
      assertThat(talk(Loopback.TCP6, at.get(1), "b")).isEqualTo("b");
      assertThat(talk(Loopback.UNIX_STREAM, path, "c")).isEqualTo("c");
      assertThat(talk(Loopback.SEQPACKET, at.get(3), "d")).isEqualTo("d");
      assertThat(server.address()).isEqualTo(at.getFirst());
    }
    assertThat(path.path()).doesNotExist();
  }

  @Test
  void onePortHasBothFamilies() throws Exception {
    Needs.ipv6();
    AtomicReference<Address> peer = new AtomicReference<>();
    try (Server server =
        Server.of(
                c -> {
                  peer.set(c.peerAddress());
                  Echo.bytes(c);
                })
            .listen(0)
            .open()) {
      int port = ((Inet6) server.address()).port();
      assertThat(talk(Loopback.TCP6, Inet6.LOOPBACK.withPort(port), "6")).isEqualTo("6");
      assertThat(talk(Loopback.TCP4, Inet4.LOOPBACK.withPort(port), "4")).isEqualTo("4");
      assertThat(((Inet6) peer.get()).isMapped()).isTrue();
    }
  }

  @NeedsLinux("TCP_USER_TIMEOUT")
  @Test
  void listenersOptionsAreTheConnections() throws Exception {
    AtomicReference<List<Object>> seen = new AtomicReference<>();
    Handler look =
        c -> {
          Socket s = c.socket();
          seen.set(
              List.of(
                  s.option(TcpOption.TCP_NODELAY),
                  s.option(Option.SO_KEEPALIVE),
                  s.option(TcpOption.TCP_KEEPIDLE),
                  s.option(TcpOption.TCP_USER_TIMEOUT)));
          c.write("seen");
        };
    ListenerConfig listener =
        ListenerConfig.at(Inet4.LOOPBACK)
            .with(TcpOption.TCP_KEEPIDLE, Duration.ofSeconds(77))
            .with(TcpOption.TCP_USER_TIMEOUT, Duration.ofSeconds(3));
    try (Server server = Server.of(look).listen(listener).open()) {
      talk(Loopback.TCP4, server.address(), "?");
      assertThat(seen.get())
          .containsExactly(true, true, Duration.ofSeconds(77), Duration.ofSeconds(3));
    }
  }

  @Test
  void socketThatListensIsTakenOver() throws Exception {
    Socket listener = Loopback.TCP4.listener();
    try (Server server = Server.of(Echo::bytes).listen(ListenerConfig.of(listener)).open()) {
      assertThat(talk(Loopback.TCP4, server.address(), "x")).isEqualTo("x");
    }
    assertThat(listener.isOpen()).isFalse();
  }

  @Test
  void twoServersShareAPort() throws Exception {
    ListenerConfig first = ListenerConfig.at(Inet4.LOOPBACK).reusePort();
    try (Server one = Server.of(Echo::bytes).listen(first).open();
        Server two =
            Server.of(Echo::bytes).listen(ListenerConfig.at(one.address()).reusePort()).open()) {
      for (int i = 0; i < 50; i++) {
        talk(Loopback.TCP4, one.address(), "x");
      }
      assertThat(one.statistics().accepted() + two.statistics().accepted()).isEqualTo(50);
      assertThat(one.statistics().accepted()).isBetween(1L, 49L);
    }
  }

  /** The loops of one server share a port, and nobody else does unasked, however close in time. */
  @Test
  void ofServersThatOpenAtOnceOneGetsThePort() throws Exception {
    Address address;
    try (Server server = Server.of(Echo::bytes).listen(Address.parse("127.66.0.1:0")).open()) {
      address = server.address();
    }
    for (int round = 0; round < 20; round++) {
      CyclicBarrier begin = new CyclicBarrier(3);
      List<Running<Server>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ServerConfig config = Server.of(Echo::bytes).listen(address).loops(2);
        all.add(
            Running.start(
                Threads.PLATFORM,
                () -> {
                  begin.await();
                  return config.open();
                }));
      }
      List<Ended<Server>> ends = new ArrayList<>();
      for (Running<Server> running : all) {
        ends.add(running.end());
      }
      List<Throwable> refused = new ArrayList<>();
      for (Ended<Server> ended : ends) {
        if (ended.thrown() == null) {
          try (Server server = ended.value()) {
            assertThat(talk(Loopback.TCP4, server.address(), "x")).isEqualTo("x");
          }
        } else {
          refused.add(ended.thrown());
        }
      }
      assertThat(refused).hasSize(2).allMatch(BindException.class::isInstance);
    }
  }

  @Test
  void oneConnectionIsServedAndNoMore() throws Exception {
    Socket listener = Loopback.TCP4.listener();
    Address address = listener.localAddress();
    ServerConfig config =
        Server.of(c -> c.write("byebye" + c.readLine(9))).listen(ListenerConfig.of(listener));
    Running<Object> server =
        Running.start(
            Threads.VIRTUAL,
            () -> {
              config.handleOne();
              return "done";
            });
    assertThat(talk(Loopback.TCP4, address, "!\n")).isEqualTo("byebye!");
    assertThat(server.end().returned()).isEqualTo("done");
    assertThatThrownBy(() -> Loopback.TCP4.client(address)).hasMessageContaining("ECONNREFUSED");
  }

  @Test
  void oneShotThrowsWhatItsHandlerThrows() throws Exception {
    Socket listener = Loopback.TCP4.listener();
    Address address = listener.localAddress();
    ServerConfig config =
        Server.of(
                _ -> {
                  throw new IllegalStateException("as it likes");
                })
            .listen(ListenerConfig.of(listener));
    Running<Object> server =
        Running.start(
            Threads.VIRTUAL,
            () -> {
              config.handleOne();
              return null;
            });
    Loopback.TCP4.client(address).close();
    assertThat(server.end().failure()).hasMessage("as it likes");
  }

  @Test
  void handlersThatThrowAreCountedAndOthersFeelNothing() throws Exception {
    Handler handler =
        c -> {
          switch (c.readLine(99)) {
            case "io" -> throw new IOException("broken");
            case "bug" -> throw new IllegalStateException("a bug");
            case "memory" -> throw new OutOfMemoryError("none left");
            case String line -> c.write(line);
          }
        };
    try (Server server = Server.of(handler).named("throwing").listen(Inet4.LOOPBACK).open()) {
      for (String bad : List.of("io", "bug", "memory")) {
        assertThat(talk(Loopback.TCP4, server.address(), bad + "\n")).isEmpty();
        assertThat(talk(Loopback.TCP4, server.address(), "good\n")).isEqualTo("good");
      }
      Until.holds(() -> server.statistics().active() == 0);
      assertThat(server.statistics().closed(CloseReason.ERROR)).isEqualTo(2);
      assertThat(server.statistics().closed(CloseReason.BROKEN)).isEqualTo(1);
      assertThat(server.statistics().closed(CloseReason.DONE)).isEqualTo(3);
    }
  }

  @Test
  void handlersThatNeverReturnDoNotKeepOthersOut() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    int spinning = Runtime.getRuntime().availableProcessors();
    Handler handler =
        c -> {
          if (c.readLine(9).equals("wait")) {
            end.await();
          }
          c.write("done");
        };
    try (Server server = Server.open(Inet4.LOOPBACK, handler)) {
      for (int i = 0; i < 4 * spinning; i++) {
        Socket client = Loopback.TCP4.client(server.address());
        client.send("wait\n".getBytes(UTF_8));
        client.close();
      }
      assertThat(talk(Loopback.TCP4, server.address(), "go\n")).isEqualTo("done");
      end.countDown();
    }
  }

  @Test
  void lastWordsArriveThoughThePeerHasSentMore() throws Exception {
    byte[] words = new byte[1 << 18];
    try (Server server =
            Server.open(
                Inet4.LOOPBACK,
                c -> {
                  c.readExactly(1);
                  c.write(words);
                });
        Socket client = Loopback.TCP4.client(server.address())) {
      client.sendAll(new byte[10_000]);
      assertThat(client.inputStream().readNBytes(words.length)).hasSize(words.length);
      assertThat(client.recv(1)).isEmpty();
    }
  }

  @Test
  void peersThatDieAreCountedAsBroken() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::bytes)) {
      for (int i = 0; i < 10; i++) {
        Misbehaviour.reset(Loopback.TCP4.client(server.address()));
      }
      try (Program python =
          Python.start(
              """
              s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
              s.sendall(b'x' * 1000)
              print('sent')
              while True: s.sendall(b'x' * 1000)
              """,
              ((Inet4) server.address()).port())) {
        python.awaitOutput("sent");
        python.signal("KILL");
      }
      Until.holds(() -> server.statistics().accepted() == 11 && server.statistics().active() == 0);
      assertThat(server.statistics().closed(CloseReason.BROKEN)).isGreaterThanOrEqualTo(1);
      assertThat(talk(Loopback.TCP4, server.address(), "alive")).isEqualTo("alive");
    }
  }

  @Test
  void planThatCannotWorkIsNamed() throws Exception {
    assertThatThrownBy(() -> Server.of(Echo::bytes).open())
        .hasMessage("server server has no listener");
    assertThatThrownBy(() -> Limits.DEFAULT.connections(0))
        .hasMessage("limit connections 0 is not above zero");
    assertThatThrownBy(() -> Limits.DEFAULT.bytes(-5))
        .hasMessage("limit bytes -5 is not above zero");
    assertThatThrownBy(() -> Timeouts.DEFAULT.idle(Duration.ZERO))
        .hasMessage("time idle PT0S is not above zero");
    assertThatThrownBy(() -> Timeouts.DEFAULT.drain(Duration.ofSeconds(-1)))
        .hasMessage("time drain PT-1S is negative");
    assertThatThrownBy(() -> ListenerConfig.at(Inet4.LOOPBACK).backlog(-1))
        .hasMessage("backlog -1 is negative");
    try (Socket datagrams = Loopback.UDP.bound()) {
      assertThatThrownBy(() -> ListenerConfig.of(datagrams))
          .hasMessage(
              "a server of connections needs SOCK_STREAM or SOCK_SEQPACKET, not SOCK_DGRAM");
    }
  }

  @Test
  void portInUseFailsAtOpenAndLeavesNothing() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::bytes)) {
      Address free = Loopback.UNIX_STREAM.anywhere();
      assertThatThrownBy(() -> Server.of(Echo::bytes).listen(free).listen(server.address()).open())
          .isInstanceOf(BindException.class)
          .hasMessageContaining(server.address().toString());
      Server.open(free, Echo::bytes).close();
    }
  }

  @Test
  void liveConnectionsAreSeen() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::lines);
        Socket client = Loopback.TCP4.client(server.address())) {
      client.send("one\n".getBytes(UTF_8));
      client.recv(9);
      Until.holds(() -> Echo.idle(server) == 1);
      ConnectionInfo info = server.connections().getFirst();
      assertThat(info.peer()).isEqualTo(client.localAddress());
      assertThat(info.client()).isEqualTo(info.peer());
      assertThat(info.received()).isEqualTo(4);
      // A ring's loop may not have seen yet that the kernel has taken them.
      Until.holds(() -> server.connections().getFirst().sent() == 4);
      assertThat(info.number()).isEqualTo(1);
      // TCP_INFO, which the layer over NIO lacks.
      assertThat(info.tcp().map(tcp -> tcp.state().toString()))
          .isEqualTo(Optional.of("ESTABLISHED").filter(_ -> Platform.current() == Platform.LINUX));
      assertThat(server.abort(1)).isTrue();
      assertThat(server.abort(2)).isFalse();
      assertThatThrownBy(() -> client.recv(1)).hasMessageContaining("ECONNRESET");
      Until.holds(() -> server.statistics().closed(CloseReason.FORCED) == 1);
    }
  }

  @NeedsLinux("loops that are not used")
  @Test
  void newConnectionsGoToTheLoopsInUse() throws Exception {
    Assumptions.assumeTrue(Loop.isGranted(), "loops are not granted");
    try (Server server =
        Server.of(Echo::bytes).listen(Inet4.LOOPBACK.withPort(0)).loops(4).open()) {
      for (int i = 0; i < 100; i++) {
        try (Socket client = Socket.dial("127.0.0.1", ((Inet4) server.address()).port())) {
          client.sendAll("x");
          assertThat(client.recvText(1)).isEqualTo("x");
        }
      }
      assertThat(server.loops()).hasSize(4);
      assertThat(server.loops().getFirst().turns()).isGreaterThan(100);
      assertThat(server.loops().subList(1, 4))
          .as("their acceptors have begun to wait")
          .allSatisfy(loop -> assertThat(loop.turns()).isLessThan(10));
    }
  }
}
