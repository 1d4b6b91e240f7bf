package mortise.cli.shell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * What is to be done when a signal comes, signal(7). The JDK has it in a class that it exports and
 * warns of, {@code sun.misc.Signal}, so it is called by name.
 */
public final class Signals {
  private Signals() {}

  /**
   * Has every later signal run an action, in a thread of its own, in place of what the JVM would
   * do.
   *
   * @param name without SIG: INT, TERM, HUP, USR1
   * @throws IllegalArgumentException when the JVM keeps this signal for itself
   */
  public static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object answer =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "on " + name;
                };
              });
      Object one = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, one, answer);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("signal " + name + ": " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }

  /** Sends a signal to this process, as its key on the terminal does. */
  public static void raise(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      signal
          .getMethod("raise", signal)
          .invoke(null, signal.getConstructor(String.class).newInstance(name));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
    }
  }
}
