package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mortise.testing.Ended;
import mortise.testing.Loopback;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation that may wait, by every kind of thread, over every kind of channel, in every
 * situation. A {@link Scene} knows how to make one operation ready and how to make it wait; the
 * methods here are the situations.
 */
final class GridTest {
  private static final Duration SHORT = Duration.ofMillis(15);

  /** One square of the grid, save the situation. */
  record Square(Operation operation, Loopback kind, Threads threads) {
    @Override
    public String toString() {
      return operation + " " + kind + " " + threads;
    }

    Scene scene() throws IOException {
      return new Scene(operation, kind);
    }
  }

  static Stream<Square> all() {
    List<Square> squares = new ArrayList<>();
    for (Loopback kind : Loopback.values()) {
      for (Operation operation : Operation.values()) {
        if (operation.isFor(kind)) {
          for (Threads threads : Threads.values()) {
            squares.add(new Square(operation, kind, threads));
          }
        }
      }
    }
    return squares.stream();
  }

  /** A UDP send never waits: what the peer has no room for is lost. */
  static Stream<Square> waiting() {
    return all().filter(square -> square.operation.waitsOn(square.kind));
  }

  static Stream<Square> bounded() {
    return waiting().filter(square -> square.operation.takesDeadline());
  }

  @ParameterizedTest
  @MethodSource("all")
  void readyIsDoneAtOnce(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeReady();
      Running.start(square.threads, scene::callOnce).end().returned();
    }
  }

  /** What is ready needs no wait, so neither of these matters. */
  @ParameterizedTest
  @MethodSource("all")
  void readyIsDoneWithZeroTimeoutAndInterruptFlag(Square square) throws Exception {
    if (square.operation == Operation.CONNECT && square.kind.isTcp()) {
      return; // is never done at once
    }
    try (Scene scene = square.scene()) {
      scene.makeReady();
      scene.subject().timeout(Duration.ZERO);
      Ended<?> ended = Running.start(square.threads, () -> interrupted(scene)).end();
      ended.returned();
      assertThat(ended.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void waitsUntilItIsReady(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeWait();
      Running<?> running = Running.parked(square.threads, scene::callUntilStopped);
      scene.release(running);
      Ended<?> ended = running.end();
      ended.returned();
      assertThat(ended.interrupted()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void timeoutEndsTheWait(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeWait();
      scene.subject().timeout(SHORT);
      long begin = System.nanoTime();
      Ended<?> ended = Running.start(square.threads, scene::callUntilStopped).end();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(ended.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageEndingWith(": timed out (ETIMEDOUT)");
      assertFailure(scene, ended, Errno.ETIMEDOUT);
      assertUsable(scene, square);
    }
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void deadlineEndsTheWaitWhateverTheTimeout(Square square) throws Exception {
    for (Duration timeout : new Duration[] {null, Duration.ZERO, Duration.ofDays(1)}) {
      try (Scene scene = square.scene()) {
        scene.makeWait();
        scene.subject().timeout(timeout);
        Deadline deadline = Deadline.after(SHORT);
        Ended<?> ended =
            Running.start(square.threads, () -> scene.callUntilStopped(deadline)).end();
        assertThat(deadline.remaining()).isZero();
        assertThat(ended.failure()).isInstanceOf(SocketTimeoutException.class);
        assertFailure(scene, ended, Errno.ETIMEDOUT);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void zeroTimeoutNeverWaits(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeWait();
      scene.subject().timeout(Duration.ZERO);
      Ended<?> ended = Running.start(square.threads, scene::callUntilStopped).end();
      assertThat(ended.failure()).isInstanceOf(SocketTimeoutException.class);
      boolean begun = square.operation == Operation.CONNECT && square.kind.isTcp();
      assertFailure(scene, ended, begun ? Errno.EINPROGRESS : Errno.EAGAIN);
      assertUsable(scene, square);
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void closeWakesIt(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeWait();
      Running<?> running = Running.parked(square.threads, scene::callUntilStopped);
      scene.subject().close();
      Ended<?> ended = running.end();
      assertThat(ended.failure())
          .isInstanceOf(SocketException.class)
          .hasMessageEndingWith(": the socket is closed (EBADF)");
      assertFailure(scene, ended, Errno.EBADF);
      assertThat(ended.interrupted()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void interruptWakesItAndStaysSet(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeWait();
      Running<?> running = Running.parked(square.threads, scene::callUntilStopped);
      running.thread().interrupt();
      Ended<?> ended = running.end();
      assertThat(ended.failure())
          .isInstanceOf(InterruptedIOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
      assertFailure(scene, ended, Errno.EINTR);
      assertThat(ended.interrupted()).isTrue();
      assertUsable(scene, square);
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void interruptBeforehandEndsTheWait(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeWait();
      Ended<?> ended =
          Running.start(
                  square.threads,
                  () -> {
                    Thread.currentThread().interrupt();
                    return scene.callUntilStopped();
                  })
              .end();
      assertFailure(scene, ended, Errno.EINTR);
      assertThat(ended.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void closedBeforehandIsRefused(Square square) throws Exception {
    try (Scene scene = square.scene()) {
      scene.makeReady();
      scene.subject().close();
      Ended<?> ended = Running.start(square.threads, scene::callOnce).end();
      assertFailure(scene, ended, Errno.EBADF);
    }
  }

  private static Object interrupted(Scene scene) throws IOException {
    Thread.currentThread().interrupt();
    return scene.callOnce();
  }

  private static void assertFailure(Scene scene, Ended<?> ended, Errno errno) {
    assertThat(ended.failure()).isInstanceOf(IOException.class);
    SocketFailure failure = (SocketFailure) ended.failure();
    assertThat(failure.errno()).isEqualTo(errno);
    assertThat(failure.call()).isEqualTo(scene.operation().call());
  }

  /** A call that gave up leaves the socket as it was. */
  private static void assertUsable(Scene scene, Square square) throws Exception {
    Socket subject = scene.subject();
    assertThat(subject.isOpen()).isTrue();
    if (square.operation == Operation.CONNECT && square.kind.isTcp()) {
      return; // the kernel tries again after a second; BacklogTest waits for that
    }
    subject.timeout(null);
    Running<?> again = Running.start(square.threads, scene::callUntilStopped);
    scene.release(again);
    again.end().returned();
  }
}
