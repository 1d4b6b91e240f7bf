package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import mortise.testing.Loopback;
import mortise.testing.Parked;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;

/**
 * The end of a loop under threads that it does not count: in the JDK a virtual thread inherits the
 * scheduler of the one that starts it, so that a handler that starts some more, as a connect to a
 * name does, makes threads of its loop without its loop's knowing.
 */
final class LoopEndTest {
  private interface Task {
    void run() throws Exception;
  }

  /** Starts a thread from within a loop's thread, which then ends, and with it the loop. */
  private static CompletableFuture<Void> startHeir(String loop, Task task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    CountDownLatch released = new CountDownLatch(1);
    CompletableFuture<Thread> heir = new CompletableFuture<>();
    try (Loop dying = Loop.open(loop)) {
      dying.start(
          () -> heir.complete(Thread.startVirtualThread(() -> complete(done, released, task))));
      heir.join();
    }
    Until.holds(() -> platformThreads(loop) == 0);
    released.countDown();
    return done;
  }

  private static void complete(CompletableFuture<Void> done, CountDownLatch released, Task task) {
    try {
      released.await();
      task.run();
      done.complete(null);
    } catch (Throwable t) {
      done.completeExceptionally(t);
    }
  }

  private static long platformThreads(String loop) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(loop + "-"))
        .count();
  }

  @Test
  void threadThatALoopsThreadStartedOutlivesTheLoop() throws Exception {
    startHeir("heir", () -> {}).get();
  }

  @Test
  void socketsOfAThreadThatOutlivesItsLoopWork() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      CompletableFuture<Void> echo =
          startHeir(
              "echo-heir",
              () -> {
                for (byte[] bytes; (bytes = pair.first().recv(100)).length > 0; ) {
                  pair.first().sendAll(bytes);
                }
              });
      for (byte i = 0; i < 100; i++) {
        pair.second().sendAll(new byte[] {i});
        assertThat(pair.second().recv(100)).containsExactly(i);
      }
      pair.second().shutdown(Shutdown.WR);
      echo.get();
    }
  }

  @Test
  void deadlinesOfAThreadThatOutlivesItsLoopPass() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      startHeir(
              "late-heir",
              () -> {
                pair.first().timeout(Duration.ofMillis(5));
                assertThatThrownBy(() -> pair.first().recv(1))
                    .isInstanceOf(SocketTimeoutException.class);
              })
          .get();
    }
  }

  /** It waits on a socket of the loop, with a timer of the loop, when the loop ends. */
  @Test
  void loopThatEndsWakesWhomItDoesNotCount() throws Exception {
    for (Duration timeout : new Duration[] {null, Duration.ofSeconds(20), Duration.ofMillis(30)}) {
      try (SocketPair pair = Loopback.TCP4.pair()) {
        pair.first().timeout(timeout);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        CompletableFuture<Thread> heir = new CompletableFuture<>();
        try (Loop dying = Loop.open("parked-heir")) {
          dying.start(
              () -> heir.complete(Thread.startVirtualThread(() -> receive(pair, received))));
          Parked.then(heir.join(), () -> {});
        }
        Until.holds(() -> platformThreads("parked-heir") == 0);
        if (Duration.ofMillis(30).equals(timeout)) {
          assertThatThrownBy(received::get).hasCauseInstanceOf(SocketTimeoutException.class);
        } else {
          pair.second().sendAll(new byte[] {7});
          assertThat(received.get()).containsExactly(7);
        }
      }
    }
  }

  private static void receive(SocketPair pair, CompletableFuture<byte[]> received) {
    try {
      received.complete(pair.first().recv(1));
    } catch (Throwable t) {
      received.completeExceptionally(t);
    }
  }

  /** The loop is taken from a thread that it does not count, and ends while that one computes. */
  @Test
  void threadThatComputesWhileItsLoopEndsMayWaitAfterwards() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      CompletableFuture<byte[]> received = new CompletableFuture<>();
      CompletableFuture<Thread> heir = new CompletableFuture<>();
      CompletableFuture<Void> ended = new CompletableFuture<>();
      Runnable hog =
          () -> {
            heir.complete(Thread.currentThread());
            while (!ended.isDone()) {
              Thread.onSpinWait();
            }
            receive(pair, received);
          };
      try (Loop dying = Loop.open("hog-heir")) {
        dying.start(() -> Thread.startVirtualThread(hog));
        heir.join();
      }
      Until.holds(() -> platformThreads("hog-heir") == 1);
      ended.complete(null);
      Parked.then(heir.join(), () -> pair.second().sendAll(new byte[] {7}));
      assertThat(received.get()).containsExactly(7);
      Until.holds(() -> platformThreads("hog-heir") == 0);
    }
  }
}
