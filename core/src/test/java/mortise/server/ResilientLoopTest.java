package mortise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mortise.testing.Running;
import mortise.testing.Threads;
import org.junit.jupiter.api.Test;

final class ResilientLoopTest {
  private final ResilientLoop loop = new ResilientLoop("test");
  private final Deque<Object> inputs = new ArrayDeque<>();
  private final List<Object> handled = new ArrayList<>();

  private void run() {
    loop.run(() -> !inputs.isEmpty(), this::receive, this::handle);
  }

  private Object receive() throws Exception {
    Object next = inputs.remove();
    if (next instanceof Exception e) {
      throw e;
    }
    return next;
  }

  private void handle(Object input) {
    if (input instanceof Error e) {
      throw e;
    }
    if (input.equals("deep")) {
      handle(input);
    }
    if (input.equals("interrupt")) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    }
    handled.add(input);
  }

  @Test
  void everyThrowableOfReceiverAndHandlerIsCountedAndPassed() {
    inputs.addAll(
        List.of(
            1,
            new IllegalStateException("receive"),
            new IOException("receive"),
            2,
            new OutOfMemoryError("handle"),
            new NoClassDefFoundError("handle"),
            new AssertionError("handle"),
            "deep",
            3));
    run();
    assertThat(handled).containsExactly(1, 2, 3);
    // The receiver throws two, the handler the errors and a StackOverflowError.
    assertThat(loop.failures()).isEqualTo(6);
  }

  @Test
  void interruptsNeitherEndTheLoopNorStaySet() throws Exception {
    inputs.addAll(List.of("interrupt", new InterruptedIOException("receive"), 1));
    Running<Boolean> running =
        Running.start(
            Threads.PLATFORM,
            () -> {
              run();
              return Thread.currentThread().isInterrupted();
            });
    assertThat(running.end().returned()).isFalse();
    assertThat(handled).containsExactly(1);
    assertThat(loop.failures()).isEqualTo(1);
  }

  @Test
  void failureAfterTheOwnersEndIsNotCounted() {
    loop.run(
        () -> !handled.contains("closed"),
        () -> {
          handled.add("closed");
          throw new IOException("the socket is closed");
        },
        _ -> {});
    assertThat(loop.failures()).isZero();
  }
}
