package mortise.poll;

import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * What a thread that serves many does about a failure of its own loop: it logs one a second at the
 * most, pauses, and goes on. Nothing here throws. For one thread.
 */
final class LoopFailures {
  private static final long FIRST_PAUSE_NANOS = 1_000_000;
  private static final long MAX_PAUSE_NANOS = 100_000_000;
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000;

  /** Failures in a row, other than a lack of memory, after which a loop cannot go on. */
  private static final int MAX_CONSECUTIVE = 100;

  private static final Error PRELOAD = new OutOfMemoryError("preload");

  static {
    // What a class names in its handlers the JVM looks up, and allocates for it, when the first of
    // them is reached. Without memory that fails, and ends the thread in place of its handler. So
    // each class whose handlers keep a thread going reaches one before.
    boolean interrupted = Thread.interrupted(); // the preload takes the flag back
    LoopFailures failures = new LoopFailures("preload");
    failures.pause = 0; // a park in an initializer would pin a carrier
    failures.hasLogged = true;
    failures.loggedAt = System.nanoTime();
    failures.goOn(PRELOAD);
    Objects.requireNonNull(Level.WARNING);
    Objects.requireNonNull(Level.ERROR);
    failures.retryUntilDone(new FailsOnce());
    try {
      preload();
    } catch (Throwable _) {
      // It is the preload.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fails once for lack of memory. */
  private static final class FailsOnce implements Runnable {
    private boolean over;

    @Override
    public void run() {
      if (!over) {
        over = true;
        preload();
      }
    }
  }

  private final String name;
  private long pause = FIRST_PAUSE_NANOS;
  private int consecutive;
  private long count;
  private boolean hasLogged;
  private long loggedAt;

  LoopFailures(String name) {
    this.name = name;
  }

  /**
   * Fails as a lack of memory does. For the initializers of classes whose handlers must be able to
   * run when there is none.
   */
  static void preload() {
    throw PRELOAD;
  }

  /** A turn has succeeded. */
  void reset() {
    if (consecutive > 0 || pause != FIRST_PAUSE_NANOS) {
      consecutive = 0;
      pause = FIRST_PAUSE_NANOS;
    }
  }

  /** A turn has thrown; returns, after a pause, whether there is any point in another one. */
  boolean goOn(Throwable failure) {
    count++;
    consecutive += isLackOfMemory(failure) ? 0 : 1;
    log(failure);
    pause();
    return consecutive < MAX_CONSECUTIVE;
  }

  static boolean isLackOfMemory(Throwable failure) {
    return failure instanceof OutOfMemoryError;
  }

  /** How many turns have thrown. */
  long count() {
    return count;
  }

  void pause() {
    // A park with the flag set does not wait.
    Thread.interrupted();
    LockSupport.parkNanos(pause);
    pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
  }

  private void log(Throwable failure) {
    long now = System.nanoTime();
    if (!hasLogged || now - loggedAt > LOG_INTERVAL_NANOS) {
      hasLogged = true;
      loggedAt = now;
      try {
        log(Level.WARNING, name, ": a turn failed, the thread continues", failure);
      } catch (Throwable _) {
        // No memory to look up what is named here, Level for one.
      }
    }
  }

  /** Logs that the thread cannot go on. */
  void logEnd(String what, Throwable failure) {
    try {
      log(Level.ERROR, name, what, failure);
    } catch (Throwable _) {
      // As above.
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
  void retryUntilDone(Runnable step) {
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
