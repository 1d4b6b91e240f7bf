package mortise.poll;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Runs what blocks in the kernel or in libc, such as a name look-up, on platform threads of its
 * own, so that no virtual thread pins its carrier.
 *
 * <p>A call that is given up (deadline, interrupt) goes on in its thread, and what it brings is
 * handed to {@code abandoned}; libc has no way to stop it. Threads end after ten idle seconds.
 */
public final class BlockingCalls {
  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("mortise-blocking-", 0).factory());

  private BlockingCalls() {}

  private enum State {
    RUNNING,
    DONE,
    ABANDONED
  }

  /**
   * Runs {@code call} and waits for it.
   *
   * @param abandoned runs after the call, in its thread, where nobody waits for it any more
   * @return what the call returned, {@link Outcome#TIMED_OUT} or {@link Outcome#INTERRUPTED}
   */
  public static long run(IntSupplier call, Runnable abandoned, long patience) {
    Thread caller = Thread.currentThread();
    AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    int[] result = new int[1];
    Throwable[] thrown = new Throwable[1];
    THREADS.execute(
        () -> {
          try {
            result[0] = call.getAsInt();
          } catch (Throwable t) {
            thrown[0] = t;
          }
          if (state.compareAndSet(State.RUNNING, State.DONE)) {
            LockSupport.unpark(caller);
          } else {
            abandoned.run();
          }
        });
    while (state.get() == State.RUNNING) {
      boolean interrupted = caller.isInterrupted();
      long left = patience == Patience.FOREVER ? Long.MAX_VALUE : Patience.left(patience);
      if (interrupted || left <= 0 || patience == Patience.NONE) {
        if (state.compareAndSet(State.RUNNING, State.ABANDONED)) {
          return interrupted ? Outcome.INTERRUPTED : Outcome.TIMED_OUT;
        }
        break;
      }
      LockSupport.parkNanos(state, left);
    }
    switch (thrown[0]) {
      case null -> {
        return result[0];
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a supplier threw a checked exception", thrown[0]);
    }
  }
}
