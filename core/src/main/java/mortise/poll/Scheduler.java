package mortise.poll;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Virtual threads on a scheduler of one's own, which JDK 25 has no public way to ask for: neither
 * the builder's constructor that takes an Executor is public, nor the thread's field. A later JDK
 * is asked for a public way first.
 *
 * <p>A record, since the compiler takes the fields of one for constants.
 *
 * <p>Works where the JVM was started with {@code --add-opens=java.base/java.lang=mortise}.
 */
record Scheduler(MethodHandle builder, MethodHandle scheduler) {
  private static final int WITHOUT_PUBLIC_WAY = 25;
  private static final int PREPARED = 200;

  /** Null where the JDK has no public way. */
  private static final PublicScheduler PUBLIC =
      Runtime.version().feature() == WITHOUT_PUBLIC_WAY
          ? null
          : PublicScheduler.find(Thread.Builder.OfVirtual.class, Thread::ofVirtual);

  /** Null without the grant. */
  private static final Scheduler GRANTED = PUBLIC != null ? null : find();

  private static Scheduler find() {
    try {
      Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
      Class<?> thread = Class.forName("java.lang.VirtualThread");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      return new Scheduler(
          MethodHandles.privateLookupIn(builder, lookup)
              .findConstructor(builder, MethodType.methodType(void.class, Executor.class))
              .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class)),
          MethodHandles.privateLookupIn(thread, lookup)
              .findGetter(thread, "scheduler", Executor.class)
              .asType(MethodType.methodType(Executor.class, Thread.class)));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  static boolean isGranted() {
    return PUBLIC != null || GRANTED != null;
  }

  /** A virtual thread that is still to be started, which {@code executor} runs, as above. */
  static Thread unstarted(Executor executor, Runnable task) {
    return PUBLIC == null && GRANTED != null
        ? GRANTED.build(executor).unstarted(task)
        : factory(executor).newThread(task);
  }

  /** As {@link mortise.sys.Carrier#prepare}. */
  static void prepare() {
    Thread thread = Thread.ofVirtual().unstarted(() -> {});
    for (int i = 0; i < PREPARED; i++) {
      of(thread);
      if (GRANTED != null) {
        GRANTED.build(Runnable::run);
      }
    }
  }

  /** Makes virtual threads that {@code executor} runs, or the JDK without the grant. */
  static ThreadFactory factory(Executor executor) {
    if (PUBLIC != null) {
      return PUBLIC.factory(executor);
    }
    return GRANTED == null ? Thread.ofVirtual().factory() : GRANTED.build(executor).factory();
  }

  private Thread.Builder.OfVirtual build(Executor executor) {
    try {
      return (Thread.Builder.OfVirtual) builder.invokeExact(executor);
    } catch (Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("a constructor that only keeps its argument has thrown", t);
    }
  }

  /** The executor of virtual threads that no loop runs, as a platform thread starts them. */
  static Executor jdk() {
    if (PUBLIC != null) {
      return PublicScheduler.rest();
    }
    return GRANTED == null
        ? Thread::startVirtualThread
        : of(Thread.ofVirtual().unstarted(() -> {}));
  }

  /** The executor that runs a virtual thread; null for a platform thread and without the grant. */
  static Executor of(Thread thread) {
    if (PUBLIC != null) {
      return PublicScheduler.of(thread);
    }
    if (GRANTED == null || !thread.isVirtual()) {
      return null;
    }
    try {
      return (Executor) GRANTED.scheduler.invokeExact(thread);
    } catch (Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("a field read has thrown", t);
    }
  }
}
