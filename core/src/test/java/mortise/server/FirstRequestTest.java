package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import mortise.net.Address;
import mortise.net.Inet4;
import mortise.net.Shutdown;
import mortise.net.Socket;
import mortise.net.Unix;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that was accepted gets its first request served, whatever the server does. */
@Timeout(120)
final class FirstRequestTest {
  /** Restarts under load; more by -Dmortise.restarts=1000. */
  private static final int RESTARTS = Integer.getInteger("mortise.restarts", 30);

  private static final int CLIENTS = 4;

  private static void awaitIdle(Server server) throws Exception {
    Until.holds(
        () -> server.connections().stream().anyMatch(c -> c.state() == ConnectionInfo.State.IDLE));
  }

  @Test
  void firstRequestThatComesAfterTheStopIsServed() throws Exception {
    Server server = Server.open(Inet4.LOOPBACK, Echo::lines);
    try (Socket client = Loopback.TCP4.client(server.address())) {
      awaitIdle(server);
      Running<Boolean> stop =
          Running.start(Threads.PLATFORM, () -> server.stop(Duration.ofSeconds(60)));
      Until.holds(() -> !server.isOpen());
      client.sendAll("late\n".getBytes());
      assertThat(Connection.of(client).readLine(9)).isEqualTo("late");
      client.shutdown(Shutdown.WR);
      assertThat(stop.end().returned()).isTrue();
    }
  }

  @Test
  void clientWithoutARequestDoesNotHoldUpAStopForLong() throws Exception {
    Server server = Server.open(Inet4.LOOPBACK, Echo::lines);
    try (Socket client = Loopback.TCP4.client(server.address())) {
      awaitIdle(server);
      assertThat(client.isOpen()).isTrue();
      assertThat(server.stop(Duration.ofSeconds(2))).as("all handlers were done").isTrue();
    }
  }

  @NeedsLinux("descriptor passing")
  @Test
  void noConversationIsLostInRestartsUnderLoad(@TempDir Path folder) throws Exception {
    Unix path = Unix.of(folder.resolve("h").toString());
    Server server = Server.open(Inet4.LOOPBACK, Echo::lines);
    AtomicLong done = new AtomicLong();
    boolean[] over = {false};
    Address address = server.address();
    Running<?>[] clients = new Running<?>[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
      clients[i] =
          Running.start(
              Threads.PLATFORM,
              () -> {
                while (!isOver(over)) {
                  converse(address, done.incrementAndGet());
                }
                return null;
              });
    }
    for (int i = 0; i < RESTARTS; i++) {
      server = restarted(server, path);
      long before = done.get();
      Until.holds(() -> done.get() > before + CLIENTS);
    }
    synchronized (over) {
      over[0] = true;
    }
    for (Running<?> client : clients) {
      client.end().returned();
    }
    server.close();
  }

  private static boolean isOver(boolean[] over) {
    synchronized (over) {
      return over[0];
    }
  }

  private static void converse(Address address, long number) throws Exception {
    try (Socket client = Loopback.TCP4.client(address)) {
      client.timeout(Duration.ofSeconds(60)).sendAll((number + "\n").getBytes());
      String line = Connection.of(client).readLine(30);
      if (!("" + number).equals(line)) {
        throw new AssertionError("expected " + number + " but was " + line);
      }
    }
  }

  private static Server restarted(Server server, Unix path) throws Exception {
    try (Handover _ = Handover.offer(server, path);
        Handover.Inheritance old = Handover.take(path, Duration.ofSeconds(60))) {
      ServerConfig config = Server.of(Echo::lines);
      for (ListenerConfig listener : old.listeners()) {
        config = config.listen(listener);
      }
      Server next = config.open();
      old.ready();
      server.await();
      return next;
    }
  }
}
