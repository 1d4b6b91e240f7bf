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
 * {@link #MAX_CALLS} calls run, those that were given up among them; more wait for their turn.
 */
public final class BlockingCalls {
  /** How many calls run at once. */
  static final int MAX_CALLS = 256;

  private static final Semaphore PERMITS = new Semaphore(MAX_CALLS, true);

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
  public static long run(IntSupplier call, long waitLimit) {
    long permit = acquire(waitLimit);
    if (permit != 0) {
      return permit;
    }
    Running running = new Running(call, Thread.currentThread());
    try {
      THREADS.execute(running);
    } catch (Throwable t) {
      PERMITS.release();
      throw t;
    }
    while (!running.done) {
      if (running.caller.isInterrupted()) {
        return Outcome.INTERRUPTED;
      }
      long left = waitLimit == WaitLimit.FOREVER ? Long.MAX_VALUE : WaitLimit.remaining(waitLimit);
      if (left <= 0 || waitLimit == WaitLimit.NONE) {
        return Outcome.TIMED_OUT;
      }
      LockSupport.parkNanos(running, left);
    }
    return running.result();
  }

  /** Waits for a turn: 0, or the outcome. */
  private static long acquire(long waitLimit) {
    try {
      if (waitLimit == WaitLimit.FOREVER) {
        PERMITS.acquire();
        return 0;
      }
      long left = waitLimit == WaitLimit.NONE ? 0 : Math.max(0, WaitLimit.remaining(waitLimit));
      return PERMITS.tryAcquire(left, TimeUnit.NANOSECONDS) ? 0 : Outcome.TIMED_OUT;
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
        PERMITS.release();
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
