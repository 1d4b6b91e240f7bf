package mortise.server;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handler for the first connection alone. */
final class SingleConnectionHandler implements Handler {
  private final Handler handler;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  SingleConnectionHandler(Handler handler) {
    this.handler = handler;
  }

  @Override
  public void handle(Connection connection) throws Exception {
    if (!taken.compareAndSet(false, true)) {
      return; // it came while the listeners were being closed
    }
    begun.countDown();
    try {
      handler.handle(connection);
      ended.complete(null);
    } catch (Throwable t) {
      ended.completeExceptionally(t);
      throw t;
    }
  }

  void awaitBegin() throws InterruptedException {
    begun.await();
  }

  /** Waits for the handler's end, and throws what it threw. */
  void awaitEnd() throws Exception {
    try {
      ended.get();
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause(), "cause")) {
        case Exception thrown -> throw thrown;
        case Error error -> throw error;
        case Throwable other -> throw new AssertionError(other);
      }
    }
  }
}
