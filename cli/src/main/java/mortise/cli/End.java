package mortise.cli;

import java.lang.reflect.Method;

/**
 * The end of the process: {@link System#exit} without its log.
 *
 * <p>That asks for a logger, which looks for logging in every module and jar: 60 ms at the end of
 * each command, more than all of what most of them do. Where the launcher has opened {@code
 * java.lang} to this module the hooks are run without it.
 */
final class End {
  private End() {}

  static void with(int status) {
    if (Object.class.getModule().isOpen("java.lang", End.class.getModule())) {
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
