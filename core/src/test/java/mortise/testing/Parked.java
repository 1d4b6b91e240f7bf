package mortise.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Acts on a thread once it waits in a socket.
 *
 * <p>What it looks at is the thread's state and stack, so the order is certain: no test sleeps and
 * hopes. Only a call that says EAGAIN again and again (a UNIX connect to a full queue) runs between
 * its waits.
 */
public final class Parked {
  private static final String WAITING_PLACES = "mortise.poll.";
  private static final long LOOK_AGAIN_NANOS = 100_000;

  private Parked() {}

  /** Acts once {@code thread} is parked. Fails if it ends instead. */
  public static void then(Thread thread, Action action) throws Exception {
    if (!await(thread, () -> !thread.isAlive())) {
      throw new AssertionError(thread + " ended instead of parking");
    }
    action.run();
  }

  /** Calls in a new thread, acts once that is parked, and tells how the call ended. */
  public static <T> Ended<T> then(Threads kind, Callable<T> call, Action action) throws Exception {
    Running<T> running = Running.parked(kind, call);
    action.run();
    return running.end();
  }

  /** The same on a virtual thread. */
  public static <T> Ended<T> then(Callable<T> call, Action action) throws Exception {
    return then(Threads.VIRTUAL, call, action);
  }

  /** Waits until a thread is parked; false when {@code ended} comes true first. */
  static boolean await(Thread thread, BooleanSupplier ended) throws InterruptedException {
    while (!isParked(thread)) {
      if (ended.getAsBoolean()) {
        return false;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for " + thread + " to park");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }

  /** Whether a thread waits in a socket at this moment. */
  public static boolean isParked(Thread thread) {
    Thread.State state = thread.getState();
    if (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
      return false;
    }
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().startsWith(WAITING_PLACES)) {
        return true;
      }
    }
    return false;
  }
}
