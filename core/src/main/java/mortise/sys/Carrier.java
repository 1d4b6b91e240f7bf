package mortise.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A platform thread that carries virtual threads, and has a place of its own for errno.
 *
 * <p>A virtual thread cannot leave its carrier between a call and the look at errno, so all of them
 * share the place, and their calls allocate none. Which thread carries a virtual thread is the
 * JDK's secret: this takes {@code --add-opens=java.base/java.lang=mortise}.
 */
public final class Carrier extends Thread {
  /** {@code Thread.currentCarrierThread()}, or null without the grant. */
  private static final MethodHandle CURRENT = find();

  private final int[] errno = new int[1];

  public Carrier(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  private static MethodHandle find() {
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** The platform thread that the caller runs on; the caller itself without the grant. */
  public static Thread current() {
    if (CURRENT == null) {
      return Thread.currentThread();
    }
    try {
      return (Thread) CURRENT.invokeExact();
    } catch (Throwable t) {
      throw new AssertionError("a field read has thrown", t);
    }
  }

  /** A place for the errno of one call of the calling thread. */
  static int[] errno() {
    return current() instanceof Carrier carrier ? carrier.errno : new int[1];
  }
}
