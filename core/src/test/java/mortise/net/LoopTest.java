package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.testing.ChildJvm;
import mortise.testing.Loopback;
import mortise.testing.Parked;
import mortise.testing.Until;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What loops promise beside the calls of their threads, which the tests of all calls make too. */
final class LoopTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  @FunctionalInterface
  private interface Task<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> start(Loop loop, Task<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.start(() -> {
      try {
        result.complete(task.run());
      } catch (Throwable t) {
        result.completeExceptionally(t);
      }
    });
    return result;
  }

  /** The platform thread that carries the caller, as a virtual thread's text tells it. */
  private static String carrier() {
    return Thread.currentThread().toString().replaceAll(".*@", "");
  }

  private static Void echo(Socket socket) throws Exception {
    byte[] buffer = new byte[100];
    for (int count; (count = socket.recv(buffer)) > 0; ) {
      socket.sendAll(buffer, 0, count);
    }
    return null;
  }

  private static void assertAnswers(Socket socket) throws Exception {
    socket.sendAll(HELLO);
    assertThat(socket.recv(100)).isEqualTo(HELLO);
  }

  @Test
  void threadsOfALoopRunOnItsPlatformThread() throws Exception {
    try (Loop loop = Loop.open("one")) {
      List<CompletableFuture<String>> carriers =
          List.of(start(loop, LoopTest::carrier), start(loop, LoopTest::carrier));
      for (CompletableFuture<String> carrier : carriers) {
        assertThat(carrier.get()).matches("one-\\d+");
      }
    }
  }

  @Test
  void twoThreadsOfOneLoopTalk() throws Exception {
    try (Loop loop = Loop.open("talk");
        SocketPair pair = Loopback.TCP4.pair()) {
      start(loop, () -> echo(pair.first()));
      start(
              loop,
              () -> {
                for (int i = 0; i < 1000; i++) {
                  assertAnswers(pair.second());
                }
                return null;
              })
          .get();
    }
  }

  @Test
  void socketsGoAcrossLoopsAndSchedulers() throws Exception {
    try (Loop one = Loop.open("here");
        Loop other = Loop.open("there");
        SocketPair pair = Loopback.TCP4.pair()) {
      start(one, () -> echo(pair.first()));
      assertAnswers(pair.second());
      start(one, () -> exchange(pair.second())).get();
      start(other, () -> exchange(pair.second())).get();
      Thread.ofVirtual().start(() -> exchange(pair.second())).join();
      assertAnswers(pair.second());
    }
  }

  private static Void exchange(Socket socket) {
    try {
      assertAnswers(socket);
      return null;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threadThatNeverWaitsKeepsNobodyWaiting() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (Loop loop = Loop.open("busy");
        SocketPair pair = Loopback.TCP4.pair()) {
      start(loop, () -> echo(pair.first()));
      CountDownLatch spinning = new CountDownLatch(1);
      CompletableFuture<Void> spinner =
          start(
              loop,
              () -> {
                spinning.countDown();
                while (!stop.get()) {
                  Thread.onSpinWait();
                }
                return null;
              });
      spinning.await();
      assertAnswers(pair.second());
      assertThat(spinner).isNotDone();
      assertThat(loop.statistics().takeovers()).isPositive();
      assertThat(loop.statistics().turns()).isPositive();
      stop.set(true);
      spinner.get();
      assertAnswers(pair.second());
    } finally {
      stop.set(true);
    }
  }

  /** The loop's platform thread is replaced again and again, and each one ends. */
  @Test
  void manyThreadsThatNeverWaitLeaveNoPlatformThreadBehind() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (Loop loop = Loop.open("hogs")) {
      CountDownLatch running = new CountDownLatch(5);
      for (int i = 0; i < 5; i++) {
        start(
            loop,
            () -> {
              running.countDown();
              while (!stop.get()) {
                Thread.onSpinWait();
              }
              return null;
            });
      }
      running.await();
    } finally {
      stop.set(true);
    }
    Until.holds(() -> platformThreads("hogs").isEmpty());
  }

  private static List<String> platformThreads(String loop) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(loop + "-"))
        .toList();
  }

  @Test
  void floodOnOneSocketKeepsNobodyWaiting() throws Exception {
    try (Loop loop = Loop.open("flood");
        SocketPair flood = Loopback.UNIX_STREAM.pair();
        SocketPair pair = Loopback.TCP4.pair()) {
      start(
          loop,
          () -> {
            byte[] one = new byte[1];
            while (true) {
              flood.first().sendAll(one);
              flood.second().recv(one);
            }
          });
      start(loop, () -> echo(pair.first()));
      for (int i = 0; i < 100; i++) {
        assertAnswers(pair.second());
      }
      // A loop that the system gave no time to may have been replaced; it has to come back from
      // that.
      Until.holds(() -> platformThreads("flood").size() == 1);
    }
  }

  /** The bytes and the end come together, and the first recv does not fill its buffer. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endThatComesWithTheLastBytesIsSeen(boolean onLoop) throws Exception {
    try (Loop loop = Loop.open("ends");
        Socket listener = Loopback.TCP4.listener()) {
      Task<Integer> reader = () -> readAll(listener, 2000);
      CompletableFuture<Integer> read =
          onLoop ? start(loop, reader) : CompletableFuture.supplyAsync(() -> unchecked(reader));
      for (int i = 0; i < 2000; i++) {
        try (Socket client = Loopback.TCP4.client(listener.localAddress())) {
          client.sendAll(HELLO);
          client.sendAll(HELLO);
        }
      }
      assertThat(read.get()).isEqualTo(2000 * 2 * HELLO.length);
    }
  }

  private static int readAll(Socket listener, int connections) throws Exception {
    byte[] buffer = new byte[1000];
    int sum = 0;
    for (int i = 0; i < connections; i++) {
      try (Socket socket = listener.accept()) {
        for (int count; (count = socket.recv(buffer)) > 0; ) {
          sum += count;
        }
      }
    }
    return sum;
  }

  private static <T> T unchecked(Task<T> task) {
    try {
      return task.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A recv stops before urgent data with more bytes behind it, and fills no buffer. */
  @Test
  void bytesBehindUrgentDataAreSeen() throws Exception {
    try (Loop loop = Loop.open("urgent");
        SocketPair pair = Loopback.TCP4.pair()) {
      CompletableFuture<Integer> read =
          start(
              loop,
              () -> {
                int sum = 0;
                byte[] buffer = new byte[1000];
                while (sum < 2 * 300) {
                  int count = pair.first().recv(buffer);
                  for (int i = 0; i < count; i++) {
                    sum += buffer[i] == '!' ? 0 : 1; // where the next one came before it was read
                  }
                }
                return sum;
              });
      for (int i = 0; i < 300; i++) {
        pair.second().send(new byte[] {1}, Flags.NONE);
        pair.second().send(new byte[] {'!'}, Flags.OOB);
        pair.second().send(new byte[] {2}, Flags.NONE);
      }
      assertThat(read.get()).isEqualTo(600);
    }
  }

  @Test
  void deadlinesPassInTheOrderOfTheirTimes() throws Exception {
    try (Loop loop = Loop.open("deadlines");
        SocketPair pair = Loopback.TCP4.pair()) {
      Socket socket = pair.first();
      start(
              loop,
              () -> {
                for (int millis : new int[] {300, 30, 3, 60, 1}) {
                  socket.timeout(Duration.ofMillis(millis));
                  long begin = System.nanoTime();
                  assertThatThrownBy(() -> socket.recv(1))
                      .isInstanceOf(SocketTimeoutException.class);
                  assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(millis * 1_000_000L);
                }
                return null;
              })
          .get();
    }
  }

  /** The timer of the long deadline is still set when the short one passes. */
  @Test
  void shortDeadlineAfterALongOnePassesInTime() throws Exception {
    try (Loop loop = Loop.open("short");
        SocketPair pair = Loopback.TCP4.pair()) {
      start(
              loop,
              () -> {
                Socket socket = pair.first();
                for (int i = 0; i < 20; i++) {
                  pair.second().sendAll(HELLO);
                  socket.timeout(Duration.ofHours(1));
                  socket.recv(100);
                  socket.timeout(Duration.ofMillis(2));
                  assertThatThrownBy(() -> socket.recv(1))
                      .isInstanceOf(SocketTimeoutException.class);
                }
                return null;
              })
          .get();
    }
  }

  @Test
  void twoThreadsWithDeadlinesOnOneSocketKeepTheirOwn() throws Exception {
    try (Loop loop = Loop.open("two");
        SocketPair pair = Loopback.TCP4.pair()) {
      pair.first().timeout(Duration.ofHours(1));
      AtomicInteger timedOut = new AtomicInteger();
      CompletableFuture<byte[]> patient = start(loop, () -> pair.first().recv(100));
      start(
              loop,
              () -> {
                for (int i = 0; i < 10; i++) {
                  try {
                    pair.first().awaitReadable(Deadline.after(Duration.ofMillis(5)));
                  } catch (SocketTimeoutException e) {
                    timedOut.incrementAndGet();
                  }
                }
                return null;
              })
          .get();
      assertThat(timedOut).hasValue(10);
      assertThat(patient).isNotDone();
      pair.second().sendAll(HELLO);
      assertThat(patient.get()).isEqualTo(HELLO);
    }
  }

  @Test
  void closedLoopStartsNothingAndEndsWithItsLastThread() throws Exception {
    Loop loop = Loop.open("closed");
    try (SocketPair pair = Loopback.TCP4.pair()) {
      CompletableFuture<Void> echo = start(loop, () -> echo(pair.first()));
      assertAnswers(pair.second());
      loop.close();
      loop.close();
      assertThatThrownBy(() -> loop.start(() -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("loop closed is closed");
      assertAnswers(pair.second());
      pair.second().shutdown(Shutdown.WR);
      echo.get();
    }
    Until.holds(() -> platformThreads("closed").isEmpty());
  }

  @Test
  void socketOutlivesItsLoop() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      Loop loop = Loop.open("first");
      CompletableFuture<Void> used =
          start(
              loop,
              () -> {
                assertThatThrownBy(
                        () -> pair.first().awaitReadable(Deadline.after(Duration.ofMillis(1))))
                    .isInstanceOf(SocketTimeoutException.class);
                return null;
              });
      Thread stranger = Thread.ofVirtual().unstarted(() -> exchange(pair.first()));
      used.get();
      stranger.start();
      Parked.then(stranger, loop::close);
      Until.holds(() -> platformThreads("first").isEmpty());
      assertThat(pair.second().recv(100)).isEqualTo(HELLO);
      pair.second().sendAll(HELLO);
      stranger.join();
      try (Loop second = Loop.open("second")) {
        start(second, () -> echo(pair.first()));
        assertAnswers(pair.second());
      }
    }
  }

  @Test
  void uncaughtExceptionReachesTheThreadsHandler() throws Exception {
    try (Loop loop = Loop.open("handler")) {
      CompletableFuture<Throwable> caught = new CompletableFuture<>();
      IllegalStateException thrown = new IllegalStateException("on purpose");
      Thread thread =
          loop.threads()
              .newThread(() -> {
                throw thrown;
              });
      thread.setUncaughtExceptionHandler((_, cause) -> caught.complete(cause));
      thread.start();
      assertThat(caught.get()).isSameAs(thrown);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP4", "UNIX_STREAM"})
  void borrowedBufferHoldsWhatCame(Loopback kind) throws Exception {
    try (Loop loop = Loop.open("lends");
        SocketPair pair = kind.pair()) {
      CompletableFuture<Integer> served =
          start(
              loop,
              () -> {
                int sum = 0;
                int count;
                do {
                  count =
                      pair.first().recv((bytes, length) -> pair.first().sendAll(bytes, 0, length));
                  sum += count;
                } while (count > 0);
                return sum;
              });
      for (int i = 0; i < 10; i++) {
        assertAnswers(pair.second());
      }
      pair.second().shutdown(Shutdown.WR);
      assertThat(served.get()).isEqualTo(10 * HELLO.length);
    }
  }

  @Test
  void borrowedBufferComesBackFromABorrowerThatThrows() throws Exception {
    try (SocketPair pair = Loopback.TCP4.pair()) {
      for (int i = 0; i < 1000; i++) {
        pair.second().sendAll(HELLO);
        IllegalStateException thrown = new IllegalStateException("on purpose");
        assertThatThrownBy(() ->
                pair.first()
                    .recv((_, _) -> {
                      throw thrown;
                    }))
            .isSameAs(thrown);
      }
    }
  }

  /** Without the grant, virtual threads of the JDK's scheduler do the work, and a line says so. */
  @Test
  void worksWithoutTheGrantAndSaysSoOnce() throws Exception {
    String output = new ChildJvm().run(WithoutGrant.class).succeeded();
    assertThat(output).contains("granted: false").contains("hello");
    assertThat(output.split("--add-opens=java.base/java.lang=ALL-UNNAMED", -1)).hasSize(2);
  }

  @Test
  void runsThreadsItselfWithTheGrant() throws Exception {
    String output =
        new ChildJvm()
            .with("--add-opens=java.base/java.lang=ALL-UNNAMED")
            .run(WithoutGrant.class)
            .succeeded();
    assertThat(output).contains("granted: true").contains("hello").doesNotContain("add-opens");
  }

  static final class WithoutGrant {
    public static void main(String[] arguments) throws Exception {
      System.out.println("granted: " + Loop.isGranted());
      try (Loop loop = Loop.open("a");
          Loop other = Loop.open("b");
          SocketPair pair = Socket.pair(Family.UNIX, Type.STREAM)) {
        start(loop, () -> echo(pair.first()));
        System.out.println(
            start(
                    other,
                    () -> {
                      pair.second().timeout(Duration.ofSeconds(10));
                      pair.second().sendAll(HELLO);
                      return new String(pair.second().recv(100), StandardCharsets.US_ASCII);
                    })
                .get());
      }
    }
  }
}
