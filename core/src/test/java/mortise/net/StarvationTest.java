package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import mortise.testing.Loopback;
import mortise.testing.NeedsLinux;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Platform threads go on where virtual threads compute on all carriers of the JDK's scheduler, and
 * others, without a carrier, are within the calls of their sockets.
 */
@Isolated
@NeedsLinux("system calls, where the layer over NIO has monitors")
final class StarvationTest {
  private static final int CPUS = Runtime.getRuntime().availableProcessors();
  private static final int ROUNDS = 10;
  private static final int SOCKETS = 50;

  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void computingVirtualThreadsDoNotHoldUpPlatformThreads() throws Exception {
    hasRoundsOf(() -> receive(Loopback.UNIX_STREAM.pair()));
  }

  @Test
  void platformThreadsDoNotNeedThePollerOfVirtualThreads() throws Exception {
    Deque<SocketPair> awaited = new ArrayDeque<>();
    for (int i = 0; i < ROUNDS * SOCKETS; i++) {
      SocketPair pair = Loopback.UNIX_STREAM.pair();
      Running<Void> first = Running.start(Threads.VIRTUAL, () -> awaitShortly(pair));
      assertThat(first.end().returned()).isNull();
      awaited.add(pair);
    }
    hasRoundsOf(() -> receive(awaited.remove()));
    assertThat(awaited).isEmpty();
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
        awaitShortly(pair);
      }
    }
    return null;
  }

  /** Registers a socket with the poller of the calling thread. */
  private static Void awaitShortly(SocketPair pair) throws IOException {
    try {
      pair.first().awaitReadable(Deadline.after(Duration.ofNanos(1)));
    } catch (SocketTimeoutException expected) {
      // Nothing has come.
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

  private static void receive(SocketPair own) throws Exception {
    try (SocketPair pair = own) {
      ByteBuffer buffer = ByteBuffer.allocate(1);
      Running<Integer> receiver = Running.parked(Threads.PLATFORM, () -> pair.first().recv(buffer));
      pair.second().send(ByteBuffer.wrap(new byte[1]));
      assertThat(receiver.end().returned()).isEqualTo(1);
    }
  }
}
