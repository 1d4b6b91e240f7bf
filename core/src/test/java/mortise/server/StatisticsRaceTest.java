package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import mortise.net.Inet4;
import mortise.net.Socket;
import org.junit.jupiter.api.Test;

/** The bytes of a connection move from the open ones to the totals while others read both. */
final class StatisticsRaceTest {
  private static final int CONNECTIONS = 2000;

  @Test
  void bytesOfAnEndingConnectionAreCountedOnce() throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK.withPort(0), c -> c.read(new byte[1]))) {
      AtomicBoolean done = new AtomicBoolean();
      AtomicLong excess = new AtomicLong();
      AtomicLong backwards = new AtomicLong();
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                long last = 0;
                while (!done.get()) {
                  Statistics now = server.statistics();
                  excess.accumulateAndGet(now.received() - now.accepted(), Math::max);
                  backwards.accumulateAndGet(last - now.received(), Math::max);
                  last = now.received();
                }
              });
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Socket client = Socket.open()) {
          client.connect(server.address());
          client.send(new byte[1]);
          assertThat(client.recv(1)).isEmpty();
        }
      }
      done.set(true);
      reader.join();
      assertThat(excess.get()).as("bytes beyond one per connection").isLessThanOrEqualTo(0);
      assertThat(backwards.get()).as("steps backwards").isLessThanOrEqualTo(0);
      assertThat(server.statistics().received()).isEqualTo(CONNECTIONS);
    }
  }
}
