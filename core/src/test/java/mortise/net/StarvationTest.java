package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Platform threads go on where virtual threads compute on all carriers of the JDK's scheduler, and
 * others, without a carrier, are within the calls of their sockets.
 */
@Isolated
final class StarvationTest {
  private static final int CPUS = Runtime.getRuntime().availableProcessors();
  private static final int ROUNDS = 10;
  private static final int SOCKETS = 50;

  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void computingVirtualThreadsDoNotHoldUpPlatformThreads() throws Exception {
    hasRoundsOf(() -> receive());
  }

  @Test
  void computingVirtualThreadsDoNotHoldUpLoops() throws Exception {
    try (Loop loop = Loop.open("starving")) {
      hasRoundsOf(() -> {
        CompletableFuture<Integer> received = new CompletableFuture<>();
        loop.start(() -> received.complete(sendToSelf()));
        assertThat(received.get()).isEqualTo(1);
      });
    }
  }

  private interface Task {
    void run() throws Exception;
  }

  private void hasRoundsOf(Task task) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      over.set(false);
      List<Running<Void>> all = new ArrayList<>();
      for (int i = 0; i < 4 * CPUS; i++) {
        all.add(Running.start(Threads.VIRTUAL, this::openAndClose));
      }
      all.add(Running.start(Threads.PLATFORM, this::openAndClose));
      for (int i = 0; i < CPUS; i++) {
        all.add(Running.start(Threads.VIRTUAL, this::compute));
      }
      try {
        for (int i = 0; i < SOCKETS; i++) {
          task.run();
        }
      } finally {
        over.set(true);
      }
      for (Running<Void> running : all) {
        running.end().returned();
      }
    }
  }

  private Void openAndClose() throws Exception {
    while (!over.get()) {
      try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
        pair.first().awaitReadable(Deadline.after(Duration.ofNanos(1)));
      } catch (SocketTimeoutException expected) {
        // It was registered with the poller.
      }
    }
    return null;
  }

  private Void compute() {
    while (!over.get()) {
      Thread.onSpinWait();
    }
    return null;
  }

  /** -1 where it failed. */
  private static int sendToSelf() {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      pair.second().send(new byte[1]);
      pair.first().awaitReadable(Deadline.after(Duration.ofHours(1)));
      return pair.first().recv(ByteBuffer.allocate(1));
    } catch (IOException e) {
      return -1;
    }
  }

  private static void receive() throws Exception {
    try (SocketPair pair = Loopback.UNIX_STREAM.pair()) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      Running<Integer> receiver = Running.parked(Threads.PLATFORM, () -> pair.first().recv(buffer));
      pair.second().send(ByteBuffer.wrap(new byte[1]));
      assertThat(receiver.end().returned()).isEqualTo(1);
    }
  }
}
