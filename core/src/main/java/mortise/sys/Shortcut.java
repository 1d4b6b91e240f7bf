package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.invoke.MethodType.methodType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import mortise.sys.struct.Pointers;

/**
 * The calls of {@link Calls} without the linker, for a command that has ended before the linker
 * would have begun: each of its shapes costs some ten classes that are made at run time, and no
 * cache keeps them. What takes its place is the stub that the linker makes as well. Where {@link
 * JdkInside} is closed there is none of this.
 *
 * <p>Heap arrays go this way, and memory that cannot be freed during the call: that of the global
 * scope, of this thread's confined arenas, and what the garbage collector frees. For shared arenas,
 * which another thread may close, the linker is used.
 */
final class Shortcut {
  private static final JdkInside INSIDE = JdkInside.open();
  private static final Object GLOBAL = MemorySegment.NULL.scope();

  /** Whether this way is open. */
  static final boolean IS_OPEN = INSIDE != null;

  private Shortcut() {}

  /** The address of a function, or 0 where there is none or this way is closed. */
  static long find(String symbol) {
    try {
      return INSIDE == null ? 0 : INSIDE.symbol(symbol);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle call(Class<?>... parameters) {
    try {
      return INSIDE.call(methodType(long.class, parameters));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Any {
    static final MethodHandle CALL =
        call(
            long.class,
            Object.class,
            long.class,
            long.class,
            Object.class,
            long.class,
            Object.class,
            long.class,
            Object.class,
            long.class,
            Object.class,
            long.class,
            Object.class,
            long.class);
  }

  /** {@link Calls#move}. */
  static long move(
      MemorySegment function, MemorySegment errno, long number, MemorySegment a, long b, int c)
      throws Throwable {
    return any(function, errno, number, a, Native.number(b), Native.number(c), NULL, NULL);
  }

  /** {@link Calls.Bytes}. */
  static long bytes(MemorySegment function, long number, MemorySegment a, int b) throws Throwable {
    return any(function, Calls.noErrno(), number, a, Native.number(b), NULL, NULL, NULL);
  }

  /** {@link Calls#call}. */
  static long any(
      MemorySegment function,
      MemorySegment errno,
      long number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e)
      throws Throwable {
    if (!isSafe(a) || !isSafe(b) || !isSafe(c) || !isSafe(d) || !isSafe(e)) {
      return (long) Calls.Any.CALL.invokeExact(function, errno, number, a, b, c, d, e);
    }
    long result =
        (long)
            Any.CALL.invokeExact(
                function.address(),
                object(errno),
                offset(errno),
                number,
                object(a),
                offset(a),
                object(b),
                offset(b),
                object(c),
                offset(c),
                object(d),
                offset(d),
                object(e),
                offset(e));
    // The call has their addresses alone.
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(c);
    Reference.reachabilityFence(d);
    Reference.reachabilityFence(e);
    return result;
  }

  private static final class Pointers {
    static final MethodHandle CALL =
        call(
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class,
            long.class);
  }

  /** {@link Calls#pointers}. A caller that may wait in the kernel keeps its memory alive. */
  static long pointers(
      MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f)
      throws Throwable {
    return (long) Pointers.CALL.invokeExact(function.address(), errno.address(), a, b, c, d, e, f);
  }

  /** Whether the memory cannot be freed during a call, and its address is known. */
  private static boolean isSafe(MemorySegment segment) {
    if (!segment.isNative()) {
      return object(segment) != null;
    }
    MemorySegment.Scope scope = segment.scope();
    return scope == GLOBAL
        || (scope.getClass() == Scopes.CONFINED
            && scope.isAlive()
            && segment.isAccessibleBy(Thread.currentThread()))
        || scope.getClass() == Scopes.AUTOMATIC;
  }

  /** The JDK's classes of scopes; a segment does not show its arena. */
  private static final class Scopes {
    static final Class<?> CONFINED = confined();
    static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();

    private static Class<?> confined() {
      try (Arena arena = Arena.ofConfined()) {
        return arena.scope().getClass();
      }
    }
  }

  /** The array, or null where there is none, or its segment is read-only, or it is a rare one. */
  private static Object object(MemorySegment segment) {
    Object array = segment.heapBase().orElse(null);
    return array instanceof byte[] || array instanceof int[] || array instanceof long[]
        ? array
        : null;
  }

  private static long offset(MemorySegment segment) {
    Object array = object(segment);
    long base;
    // No pattern switch: the first one of a program costs milliseconds.
    if (array instanceof byte[]) {
      base = Base.BYTES;
    } else if (array instanceof int[]) {
      base = Base.INTS;
    } else if (array instanceof long[]) {
      base = Base.LONGS;
    } else {
      base = 0;
    }
    return base + segment.address();
  }

  /** Where arrays begin. */
  private static final class Base {
    static final long BYTES = of(MemorySegment.ofArray(new byte[0]));
    static final long INTS = of(MemorySegment.ofArray(new int[0]));
    static final long LONGS = of(MemorySegment.ofArray(new long[0]));

    private static long of(MemorySegment array) {
      try {
        return INSIDE.base(array);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }
}
