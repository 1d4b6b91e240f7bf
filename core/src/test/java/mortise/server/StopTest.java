package mortise.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StopTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static Running<Boolean> stopping(Server server, Duration time) throws Exception {
    Running<Boolean> stop = Running.start(Threads.PLATFORM, () -> server.stop(time));
    Until.holds(() -> !server.isOpen());
    return stop;
  }

  @Test
  void requestUnderWayIsFinished() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::lines);
        Socket client = Loopback.TCP4.client(server.address())) {
      client.send("half".getBytes(UTF_8));
      Until.holds(() -> server.statistics().received() == 4);
      Running<Boolean> stop = stopping(server, LONG);
      client.send(" a line\n".getBytes(UTF_8));
      assertThat(client.inputStream().readAllBytes())
          .asString(UTF_8)
          .isEqualTo("half a line\nbye\n");
      assertThat(stop.end().returned()).isTrue();
      assertThat(server.statistics().closed(CloseReason.DONE)).isEqualTo(1);
    }
  }

  @Test
  void idleConnectionsAreToldAtOnce() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::lines)) {
      for (int i = 0; i < 50; i++) {
        clients.add(Loopback.TCP4.client(server.address()));
      }
      Until.holds(() ->
          server.connections().stream().filter(c -> c.state() == ConnectionInfo.State.IDLE).count()
              == 50);
      assertThat(server.stop(LONG)).isTrue();
      for (Socket client : clients) {
        assertThat(client.inputStream().readAllBytes()).asString(UTF_8).isEqualTo("bye\n");
      }
    } finally {
      clients.forEach(Socket::close);
    }
  }

  @Test
  void handlerThatIsToldIsNotInterruptedLater() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    Handler handler =
        c -> {
          if (!c.awaitRequest()) {
            told.countDown();
            Thread.sleep(1);
            c.write("" + Thread.currentThread().isInterrupted());
          }
        };
    try (Server server = Server.open(Inet4.LOOPBACK, handler);
        Socket client = Loopback.TCP4.client(server.address())) {
      Until.holds(() -> Echo.idle(server) == 1);
      Running<Boolean> stop = stopping(server, LONG);
      told.await();
      assertThat(client.recv(9)).asString(UTF_8).isEqualTo("false");
      assertThat(stop.end().returned()).isTrue();
    }
  }

  @Test
  void requestThatIsThereWhenTheServerStopsIsServed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Handler handler =
        c -> {
          go.await();
          Echo.lines(c);
        };
    try (Server server = Server.open(Inet4.LOOPBACK, handler);
        Socket client = Loopback.TCP4.client(server.address())) {
      client.send("late\n".getBytes(UTF_8));
      Until.holds(() -> server.statistics().active() == 1);
      Running<Boolean> stop = stopping(server, LONG);
      go.countDown();
      assertThat(client.inputStream().readAllBytes()).asString(UTF_8).isEqualTo("late\nbye\n");
      assertThat(stop.end().returned()).isTrue();
    }
  }

  @Test
  void whatIsLeftAfterTheTimeIsForced() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Handler handler =
        c -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        };
    try (Server server = Server.open(Inet4.LOOPBACK, handler);
        Socket client = Loopback.TCP4.client(server.address())) {
      Until.holds(() -> server.statistics().active() == 1);
      assertThat(server.stop(Duration.ofMillis(1))).isFalse();
      interrupted.await();
      assertThatThrownBy(() -> client.recv(1)).hasMessageContaining("ECONNRESET");
      assertThat(server.statistics().closed(CloseReason.FORCED)).isEqualTo(1);
    }
  }

  @Test
  void laterStopHastensAnEarlierOne() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::bytes);
        Socket client = Loopback.TCP4.client(server.address())) {
      Until.holds(() -> server.statistics().active() == 1);
      Running<Boolean> first = stopping(server, Duration.ofDays(1));
      assertThat(server.stop(Duration.ZERO)).isFalse();
      assertThat(first.end().returned()).isTrue();
      assertThatThrownBy(() -> client.recv(1)).hasMessageContaining("ECONNRESET");
    }
  }

  @Test
  void handlerMayCloseItsServer() throws Exception {
    Server[] server = new Server[1];
    CountDownLatch opened = new CountDownLatch(1);
    server[0] =
        Server.open(
            Inet4.LOOPBACK,
            c -> {
              opened.await();
              server[0].close();
              c.write("closed");
            });
    opened.countDown();
    try (Socket client = Loopback.TCP4.client(server[0].address())) {
      assertThat(client.inputStream().readAllBytes()).asString(UTF_8).isEqualTo("closed");
    }
    server[0].await();
    assertThat(server[0].statistics().closed(CloseReason.DONE)).isEqualTo(1);
  }

  @Test
  void interruptEndsTheTimeAndStaysSet() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::bytes);
        Socket client = Loopback.TCP4.client(server.address())) {
      Until.holds(() -> server.statistics().active() == 1);
      Running<Boolean> stop = stopping(server, Duration.ofDays(1));
      stop.thread().interrupt();
      var ended = stop.end();
      assertThat(ended.returned()).isFalse();
      assertThat(ended.interrupted()).isTrue();
      assertThatThrownBy(() -> client.recv(1)).hasMessageContaining("ECONNRESET");
    }
  }

  /** Connections whose handshake was done when the server stopped are served, queued or not. */
  @NeedsLinux("a listen queue of one connection")
  @ParameterizedTest
  @EnumSource(names = {"TCP4", "TCP6", "UNIX_STREAM", "SEQPACKET"})
  void connectionsInTheQueueAreServed(Loopback kind) throws Exception {
    kind.open().close();
    for (int round = 0; round < 5; round++) {
      ListenerConfig listener = ListenerConfig.at(kind.anywhere());
      ServerConfig config = Server.of(Echo::lines);
      config = config.listen(kind == Loopback.SEQPACKET ? listener.seqpacket() : listener);
      List<Socket> clients = new ArrayList<>();
      try (Server server = config.open()) {
        for (int i = 0; i < 100; i++) {
          Socket client = kind.client(server.address());
          clients.add(client);
          client.send(("line " + i + "\n").getBytes(UTF_8));
        }
        assertThat(server.stop(LONG)).isTrue();
        for (int i = 0; i < clients.size(); i++) {
          String first = new String(clients.get(i).recv(100), UTF_8);
          assertThat(first).startsWith("line " + i + "\n");
        }
        assertThat(server.statistics().accepted()).isEqualTo(100);
        assertThatThrownBy(() -> kind.client(server.address()))
            .hasMessageContaining("ECONNREFUSED");
      } finally {
        clients.forEach(Socket::close);
      }
    }
  }

  @Test
  void awaitReturnsWhenTheServerHasEnded() throws Exception {
    Server server = Server.open(Inet4.LOOPBACK, Echo::bytes);
    Running<Object> waiter =
        Running.start(
            Threads.VIRTUAL,
            () -> {
              server.await();
              return "ended";
            });
    assertThat(waiter.hasEnded()).isFalse();
    server.close();
    assertThat(waiter.end().returned()).isEqualTo("ended");
    server.close();
    assertThat(server.stop(Duration.ZERO)).isTrue();
  }
}
