package mortise.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A call that runs in a thread of its own. */
public final class Running<T> {
  private final CompletableFuture<Ended<T>> ended = new CompletableFuture<>();
  private final Thread thread;

  private Running(Threads kind, Callable<T> call) {
    thread = kind.start(() -> ended.complete(run(call)));
  }

  /** Starts a call in a new thread. */
  public static <T> Running<T> start(Threads kind, Callable<T> call) {
    return new Running<>(kind, call);
  }

  /** Starts a call in a new thread, and returns when it is parked in a socket. */
  public static <T> Running<T> parked(Threads kind, Callable<T> call) throws InterruptedException {
    Running<T> running = start(kind, call);
    running.untilParked();
    return running;
  }

  private static <T> Ended<T> run(Callable<T> call) {
    T value = null;
    Throwable thrown = null;
    try {
      value = call.call();
    } catch (Throwable t) {
      thrown = t;
    }
    return new Ended<>(value, thrown, Thread.currentThread().isInterrupted());
  }

  public Thread thread() {
    return thread;
  }

  public boolean hasEnded() {
    return ended.isDone();
  }

  /** Waits until the call is parked in a socket. Fails if it ends instead. */
  public void untilParked() throws InterruptedException {
    if (!Parked.await(thread, ended::isDone)) {
      throw new AssertionError("the call ended instead of parking: " + ended.join());
    }
  }

  /** Waits for the end of the call; the test's own time limit bounds that. */
  public Ended<T> end() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new AssertionError("never completed with an exception", e);
    }
  }
}
