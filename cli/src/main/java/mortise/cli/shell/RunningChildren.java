package mortise.cli.shell;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mortise.net.Deadline;
import mortise.process.ChildConfig;
import mortise.process.ChildProcess;

/**
 * The programs that this command has started and has not ended. When a signal ends the command they
 * are asked to end by SIGTERM, and those that are left after a while are killed, each with its
 * process group. What has made a session or a group of its own is out of reach, as a daemon is of
 * the shell that has started it.
 */
public final class RunningChildren {
  /** How long a program may take to end after SIGTERM. */
  public static final Duration GRACE = Duration.ofMillis(500);

  private static final int SIGTERM = 15;
  private static final long PAUSE_MILLIS = 5;

  private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();

  /** How many are about to be started, which the end of the command waits for. */
  private static final AtomicInteger STARTING = new AtomicInteger();

  private static volatile boolean ending;

  private RunningChildren() {}

  private static final class Hook {
    static {
      Runtime.getRuntime().addShutdownHook(new Thread(RunningChildren::stopAll, "children-end"));
    }

    private Hook() {}

    /** Loads this class. */
    static void set() {}
  }

  /**
   * Starts a program.
   *
   * @throws IOException when it cannot be started, or this command is about to end
   */
  public static ChildProcess start(ChildConfig plan) throws IOException {
    STARTING.incrementAndGet();
    try {
      if (ending) {
        throw new IOException("'" + plan.command().getFirst() + "' is not started at the end");
      }
      Hook.set();
      ChildProcess child = ChildProcess.start(plan);
      RUNNING.add(child);
      return child;
    } catch (IllegalStateException e) {
      // The JVM takes no hooks once it ends.
      throw new IOException("'" + plan.command().getFirst() + "' is not started at the end", e);
    } finally {
      STARTING.decrementAndGet();
    }
  }

  /**
   * Ends a program and its group, by SIGTERM and after the grace by SIGKILL, and gives back what
   * belongs to it.
   */
  public static void end(ChildProcess child) {
    stop(child);
    child.close();
    RUNNING.remove(child);
  }

  /** Ends a program and its group, and leaves its pipes as they are. */
  public static void stop(ChildProcess child) {
    try {
      child.stop(GRACE);
    } catch (IOException _) {
      // Interrupted: it was killed at once.
    }
  }

  private static void stopAll() {
    ending = true;
    Deadline deadline = Deadline.after(GRACE);
    awaitStarts(deadline);
    RUNNING.forEach(child -> child.signal(SIGTERM));
    for (ChildProcess child : RUNNING) {
      try {
        child.waitFor(deadline);
      } catch (IOException _) {
        // Killed now.
      }
    }
    RUNNING.forEach(ChildProcess::close);
  }

  private static void awaitStarts(Deadline deadline) {
    try {
      while (STARTING.get() > 0 && !deadline.remaining().isZero()) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
