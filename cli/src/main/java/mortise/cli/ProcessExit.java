package mortise.cli;

import java.lang.reflect.Method;
import mortise.process.DefaultSignalAction;

/**
 * The end of the process: {@link System#exit} without its log.
 *
 * <p>That asks for a logger, which looks for logging in every module and jar: 60 ms at the end of
 * each command, more than all of what most of them do. Where the launcher has opened {@code
 * java.lang} to this module the hooks are run without it.
 */
final class ProcessExit {
  /** Behind the JVM's own hooks and those of this program; there are ten places. */
  private static final int LAST_HOOK = 9;

  private ProcessExit() {}

  /**
   * Ends the process by the signal itself after the shutdown hooks, where the JVM would exit with
   * 128 plus its number: a shell distinguishes the two.
   */
  static void bySignals() {
    if (!isOpen()) {
      return;
    }
    try {
      Method add =
          Class.forName("java.lang.Shutdown")
              .getDeclaredMethod("add", int.class, boolean.class, Runnable.class);
      add.setAccessible(true);
      add.invoke(null, LAST_HOOK, false, new AfterSignal());
    } catch (ReflectiveOperationException e) {
      // Another JDK: 130 and the like, then.
    }
  }

  /** Runs in the thread that ends the JVM, which for a signal is one that is named after it. */
  private static final class AfterSignal implements Runnable {
    @Override
    public void run() {
      switch (Thread.currentThread().getName()) {
        case "SIGHUP handler" -> DefaultSignalAction.raise(1);
        case "SIGINT handler" -> DefaultSignalAction.raise(2);
        case "SIGTERM handler" -> DefaultSignalAction.raise(15);
        default -> {}
      }
    }
  }

  private static boolean isOpen() {
    return Object.class.getModule().isOpen("java.lang", ProcessExit.class.getModule());
  }

  static void with(int status) {
    if (isOpen()) {
      try {
        // What the JVM does itself when the last thread has ended: runs the hooks, halts nothing.
        Method hooks = Class.forName("java.lang.Shutdown").getDeclaredMethod("shutdown");
        hooks.setAccessible(true);
        hooks.invoke(null);
        Runtime.getRuntime().halt(status);
      } catch (ReflectiveOperationException e) {
        // Another JDK: the public way.
      }
    }
    System.exit(status);
  }
}
