package mortise.poll;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Runs what blocks in the kernel or in libc, such as a name look-up, on platform threads of its
 * own, so that no virtual thread pins its carrier.
 *
 * <p>A call that is given up (deadline, interrupt) goes on in its thread, since libc has no way to
 * stop it; it has to free there what it allocated. Threads end after ten idle seconds. At most
 * {@link #MOST} calls run, those that were given up among them; more wait for their turn.
 */
public final class BlockingCalls {
  /** How many calls run at once. */
  static final int MOST = 256;

  private static final Semaphore TURNS = new Semaphore(MOST, true);

  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("mortise-blocking").factory());

  private BlockingCalls() {}

  /**
   * Runs {@code call} and waits for it.
   *
   * @return what the call returned, {@link Outcome#TIMED_OUT} or {@link Outcome#INTERRUPTED}
   */
  public static long run(IntSupplier call, long patience) {
    long turn = turn(patience);
    if (turn != 0) {
      return turn;
    }
    Running running = new Running(call, Thread.currentThread());
    try {
      THREADS.execute(running);
    } catch (Throwable t) {
      TURNS.release();
      throw t;
    }
    while (!running.done) {
      if (running.caller.isInterrupted()) {
        return Outcome.INTERRUPTED;
      }
      long left = patience == Patience.FOREVER ? Long.MAX_VALUE : Patience.left(patience);
      if (left <= 0 || patience == Patience.NONE) {
        return Outcome.TIMED_OUT;
      }
      LockSupport.parkNanos(running, left);
    }
    return running.result();
  }

  /** Waits for a turn: 0, or the outcome. */
  private static long turn(long patience) {
    try {
      if (patience == Patience.FOREVER) {
        TURNS.acquire();
        return 0;
      }
      long left = patience == Patience.NONE ? 0 : Math.max(0, Patience.left(patience));
      return TURNS.tryAcquire(left, TimeUnit.NANOSECONDS) ? 0 : Outcome.TIMED_OUT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.INTERRUPTED;
    }
  }

  private static final class Running implements Runnable {
    private final IntSupplier call;
    private final Thread caller;
    private int result;
    private Throwable thrown;

    /** Publishes the two fields above. */
    private volatile boolean done;

    Running(IntSupplier call, Thread caller) {
      this.call = call;
      this.caller = caller;
    }

    @Override
    public void run() {
      try {
        result = call.getAsInt();
      } catch (Throwable t) {
        thrown = t;
      } finally {
        TURNS.release();
      }
      done = true;
      LockSupport.unpark(caller);
    }

    int result() {
      if (thrown == null) {
        return result;
      }
      switch (thrown) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError("a supplier threw a checked exception", thrown);
      }
    }
  }
}
