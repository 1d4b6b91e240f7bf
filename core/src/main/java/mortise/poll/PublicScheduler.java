package mortise.poll;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Virtual threads on a scheduler of one's own by a public method {@code scheduler} of their
 * builder, which later JDKs may have. It takes an Executor, or an interface of which each method
 * takes what is to be run.
 */
final class PublicScheduler {
  /** The executor of the virtual thread that asks. */
  private static final ThreadLocal<Executor> RUNNER = new ThreadLocal<>();

  private final Supplier<?> builders;
  private final Method setter;
  private final Method factory;

  private PublicScheduler(Supplier<?> builders, Method setter, Method factory) {
    this.builders = builders;
    this.setter = setter;
    this.factory = factory;
  }

  /** That of a type of builder, or null where it has none. */
  static PublicScheduler find(Class<?> type, Supplier<?> builders) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals("scheduler")
          && method.getParameterCount() == 1
          && type.isAssignableFrom(method.getReturnType())
          && isScheduler(method.getParameterTypes()[0])) {
        try {
          return new PublicScheduler(builders, method, type.getMethod("factory"));
        } catch (NoSuchMethodException _) {
          return null;
        }
      }
    }
    return null;
  }

  private static boolean isScheduler(Class<?> type) {
    if (!type.isInterface() || type.isSealed()) {
      return false;
    }
    List<Method> methods =
        Stream.of(type.getMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .toList();
    return !methods.isEmpty() && methods.stream().allMatch(PublicScheduler::runs);
  }

  private static boolean runs(Method method) {
    return method.getReturnType() == void.class
        && method.getParameterCount() == 1
        && Runnable.class.isAssignableFrom(method.getParameterTypes()[0]);
  }

  ThreadFactory factory(Executor executor) {
    ThreadFactory made =
        (ThreadFactory) invoke(factory, invoke(setter, builders.get(), scheduler(executor)));
    return task ->
        made.newThread(() -> {
          RUNNER.set(executor);
          task.run();
        });
  }

  private Object scheduler(Executor executor) {
    Class<?> type = setter.getParameterTypes()[0];
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              case "toString" -> "scheduler of " + executor;
              default -> {
                if (method.isDefault()) {
                  yield InvocationHandler.invokeDefault(proxy, method, arguments);
                }
                executor.execute((Runnable) arguments[0]);
                yield null;
              }
            };
    return type.isInstance(executor)
        ? executor
        : Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static Object invoke(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError(method + " is public, and only keeps its argument", e);
    }
  }

  /**
   * Runs what a loop leaves behind, on threads of its own: the JDK's scheduler takes none of it.
   */
  static Executor rest() {
    return task -> Thread.ofPlatform().daemon().name("mortise-rest").start(task);
  }

  /** The executor that runs a virtual thread; null for other threads than the calling one. */
  static Executor of(Thread thread) {
    return thread == Thread.currentThread() ? RUNNER.get() : null;
  }
}
