package mortise.server;

import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The receive loop of a thread that serves more than one peer. It ends when its owner closes what
 * it receives from, and for no other reason: whatever {@link Throwable} a step throws is counted
 * and logged at a limited rate, and the loop goes on.
 *
 * <p>A failed receive is followed by a pause of 5 ms, doubled up to a second, from the second
 * failure in a row on. A failed handler is followed by none, since its input is consumed and a peer
 * must not be able to slow down the others; {@link OutOfMemoryError} is the exception. An interrupt
 * does not end the loop and does not stay set, so that the loop does not spin.
 */
public final class ResilientLoop {
  /** Takes the next input, waiting until there is some. */
  @FunctionalInterface
  public interface Receive<T> {
    T next() throws Exception;
  }

  /** Handles one input. */
  @FunctionalInterface
  public interface Handle<T> {
    void handle(T input) throws Exception;
  }

  static {
    try {
      FirstFailure.raise();
    } catch (Throwable _) {
      // The handlers below are ready now.
    }
  }

  private final String name;
  private final RateLimitedLog log;
  private final LongAdder failures = new LongAdder();
  private final Backoff backoff = new Backoff();
  private int failedReceives;

  /** A loop that logs its failures under this name. */
  public ResilientLoop(String name) {
    this.name = name;
    this.log = new RateLimitedLog(name);
  }

  /** How many steps have failed so far. */
  public long failures() {
    return failures.sum();
  }

  /** Receives and handles while {@code open} holds; asks before each receive. */
  public <T> void run(BooleanSupplier open, Receive<T> receive, Handle<? super T> handle) {
    Preload.once();
    ClassFiles.keepLoadable(receive.getClass(), handle.getClass());
    while (open.getAsBoolean()) {
      T input;
      try {
        input = receive.next();
      } catch (Throwable t) {
        notReceived(open, t);
        continue;
      }
      failedReceives = 0;
      backoff.reset();
      try {
        handle.handle(input);
      } catch (Throwable t) {
        notHandled(t);
      }
    }
  }

  private void notReceived(BooleanSupplier open, Throwable failure) {
    Thread.interrupted();
    if (failure instanceof InterruptedIOException || failure instanceof InterruptedException) {
      return;
    }
    if (!open.getAsBoolean()) {
      return; // the end that the owner wanted
    }
    count("receive", failure);
    if (++failedReceives > 1) {
      backoff.pause();
    }
  }

  private void notHandled(Throwable failure) {
    Thread.interrupted();
    count("handle", failure);
    if (failure instanceof OutOfMemoryError) {
      backoff.pause();
    }
  }

  private void count(String step, Throwable failure) {
    failures.increment();
    log.log(Level.WARNING, step, () -> "cannot " + step + ", the loop continues", failure);
  }

  @Override
  public String toString() {
    return name;
  }
}
