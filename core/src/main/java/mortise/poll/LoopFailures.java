package mortise.poll;

import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;

/**
 * What a thread that serves many does about a failure of its own loop: it logs one a second at the
 * most, pauses, and goes on. Nothing here throws. For one thread.
 */
final class LoopFailures {
  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long LAST_PAUSE_NANOS = 100_000_000;
  private static final long BETWEEN_LOGS_NANOS = 1_000_000_000;

  /** Failures in a row, other than a lack of memory, after which a loop cannot go on. */
  private static final int MOST = 100;

  private final String name;
  private long pause = FIRST_PAUSE_NANOS;
  private int inARow;
  private long count;
  private boolean hasLogged;
  private long loggedAt;

  LoopFailures(String name) {
    this.name = name;
  }

  /** A turn has succeeded. */
  void reset() {
    if (inARow > 0 || pause != FIRST_PAUSE_NANOS) {
      inARow = 0;
      pause = FIRST_PAUSE_NANOS;
    }
  }

  /** A turn has thrown; returns, after a pause, whether there is any point in another one. */
  boolean goOn(Throwable failure) {
    count++;
    inARow += failure instanceof OutOfMemoryError ? 0 : 1;
    log(failure);
    pause();
    return inARow < MOST;
  }

  /** How many turns have thrown. */
  long count() {
    return count;
  }

  void pause() {
    // A park with the flag set does not wait.
    Thread.interrupted();
    LockSupport.parkNanos(pause);
    pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
  }

  private void log(Throwable failure) {
    long now = System.nanoTime();
    if (!hasLogged || now - loggedAt > BETWEEN_LOGS_NANOS) {
      hasLogged = true;
      loggedAt = now;
      log(Level.WARNING, name, ": a turn has failed, the thread goes on", failure);
    }
  }

  /** Logs, where there is memory for it. */
  static void log(Level level, String name, String what, Throwable failure) {
    try {
      System.getLogger("mortise").log(level, name.concat(what), failure);
    } catch (Throwable _) {
      // There is nothing left that could be done about it.
    }
  }

  /** Repeats a step, which has to be idempotent, until there is memory for it. */
  void untilDone(Runnable step) {
    while (true) {
      try {
        step.run();
        return;
      } catch (OutOfMemoryError e) {
        goOn(e);
      }
    }
  }
}
