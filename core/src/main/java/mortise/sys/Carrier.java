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

  /**
   * {@code VirtualThread.disableSuspendAndPreempt()} and its contrary, or null. Loaded by the first
   * virtual thread: their change of type has the JDK generate two classes, which a start without
   * one does not need.
   */
  private static final class Pins {
    static final MethodHandle PIN = findOfVirtual("disableSuspendAndPreempt");
    static final MethodHandle UNPIN = findOfVirtual("enableSuspendAndPreempt");
  }

  /** More than MethodHandle.CUSTOMIZE_THRESHOLD. */
  private static final int PREPARED = 200;

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

  private static MethodHandle findOfVirtual(String method) {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVirtual(type, method, MethodType.methodType(void.class))
          .asType(MethodType.methodType(void.class, Thread.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /**
   * Makes the calls so often that the JDK has what it makes for a handle that is used more than a
   * hundred times: later there may be no memory for it.
   */
  public static void prepare() {
    canPin();
    for (int i = 0; i < PREPARED; i++) {
      current();
      pin();
      unpin();
    }
  }

  /** Whether {@link #pin} does anything: this JDK has what it needs, and has granted it. */
  public static boolean canPin() {
    return Pins.PIN != null && Pins.UNPIN != null;
  }

  /**
   * Keeps the calling virtual thread on its carrier, until {@link #unpin}, also where it has to
   * wait for a monitor: the JDK has some within the first use of a VarHandle, for one.
   */
  public static void pin() {
    Thread caller = Thread.currentThread();
    if (caller.isVirtual() && Pins.PIN != null) {
      invoke(Pins.PIN, caller);
    }
  }

  /** Ends {@link #pin}. */
  public static void unpin() {
    Thread caller = Thread.currentThread();
    if (caller.isVirtual() && Pins.UNPIN != null) {
      invoke(Pins.UNPIN, caller);
    }
  }

  private static void invoke(MethodHandle handle, Thread caller) {
    try {
      handle.invokeExact(caller);
    } catch (Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("an increment has thrown", t);
    }
  }

  /** The platform thread that the caller runs on; the caller itself without the grant. */
  public static Thread current() {
    if (CURRENT == null) {
      return Thread.currentThread();
    }
    try {
      return (Thread) CURRENT.invokeExact();
    } catch (Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("a field read has thrown", t);
    }
  }

  /** A place for the errno of one call of the calling thread. */
  static int[] errno() {
    return current() instanceof Carrier carrier ? carrier.errno : new int[1];
  }
}
