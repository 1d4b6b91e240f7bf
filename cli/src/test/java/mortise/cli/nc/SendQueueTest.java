package mortise.cli.nc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import mortise.net.Family;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

class SendQueueTest {
  private static final Duration STALL = Duration.ofMillis(1500);

  /** The time between two waits is none in which the peer has taken nothing. */
  @Test
  void eachWaitHasItsOwnStallTimeout() throws Exception {
    Semaphore taken = new Semaphore(0);
    try (Connection peer = Connection.of(Socket.open(Family.INET, Type.DGRAM))) {
      SendQueue queue = new SendQueue(peer, STALL);
      Thread writer = Thread.ofVirtual().start(() -> deliver(queue, taken));
      assertThat(awaitsEmpty(queue, taken)).isTrue();
      Thread.sleep(STALL.plusMillis(100));
      assertThat(awaitsEmpty(queue, taken)).isTrue();
      queue.end();
      writer.join();
    }
  }

  /** Adds a byte, which is taken once the caller waits for that. */
  private static boolean awaitsEmpty(SendQueue queue, Semaphore taken) throws Exception {
    queue.add(new byte[1]);
    FutureTask<Boolean> empty = new FutureTask<>(() -> queue.awaitEmpty(() -> true));
    Thread waiter = Thread.ofPlatform().start(empty);
    Until.holds(() -> empty.isDone() || waiter.getState() == Thread.State.TIMED_WAITING);
    taken.release();
    return empty.get();
  }

  private static void deliver(SendQueue queue, Semaphore taken) {
    try {
      queue.deliver(_ -> taken.acquireUninterruptibly());
    } catch (Exception e) {
      queue.close();
    }
  }
}
