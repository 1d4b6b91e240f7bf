package mortise.sys;

import static java.lang.invoke.MethodType.methodType;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;

/**
 * The handles of {@link Native.Shared} without the linker, for a command that has ended before the
 * linker would have begun: each of its shapes costs some ten classes that are made at run time, and
 * no cache keeps them. What takes its place is the stub that the linker makes as well, and three
 * calls of it. Where {@link JdkInside} is closed there is none of this.
 *
 * <p>Heap arrays and memory of the global scope go this way; for what else there is, which somebody
 * might free during a call, the linker is asked after all.
 */
final class Shortcut {
  private static final JdkInside INSIDE = JdkInside.open();
  private static final Object GLOBAL = MemorySegment.NULL.scope();

  private Shortcut() {}

  /** The address of a function, or 0 where there is none or this way is closed. */
  static long find(String symbol) {
    try {
      return INSIDE == null ? 0 : INSIDE.symbol(symbol);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** {@link Native.Shared#MOVE}, or null. */
  static MethodHandle move() {
    return handle("move", long.class, int.class);
  }

  /** {@link Native.Shared#ANY}, or null. */
  static MethodHandle any() {
    Class<?> pointer = MemorySegment.class;
    return handle("any", pointer, pointer, pointer, pointer);
  }

  /** {@link Native.Shared#WAIT}, or null. */
  static MethodHandle await() {
    return handle("await", long.class, int.class);
  }

  /** {@link Native.Shared.Pointers#CALL}, or null. */
  static MethodHandle pointers() {
    Class<?> pointer = MemorySegment.class;
    return handle("pointers", methodType(long.class, Collections.nCopies(8, pointer)));
  }

  private static MethodHandle handle(String name, Class<?>... last) {
    Class<?> pointer = MemorySegment.class;
    MethodType type = methodType(long.class, pointer, pointer, int.class, pointer);
    return handle(name, type.appendParameterTypes(last));
  }

  private static MethodHandle handle(String name, MethodType type) {
    if (INSIDE == null) {
      return null;
    }
    try {
      return MethodHandles.lookup().findStatic(Shortcut.class, name, type);
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

  private static final class Move {
    static final MethodHandle CALL =
        call(
            long.class,
            Object.class,
            long.class,
            int.class,
            Object.class,
            long.class,
            long.class,
            int.class);
  }

  private static long move(
      MemorySegment function, MemorySegment errno, int number, MemorySegment a, long b, int c)
      throws Throwable {
    if (!isSafe(a)) {
      return (long) Linked.Move.CALL.invokeExact(function, errno, number, a, b, c);
    }
    return (long)
        Move.CALL.invokeExact(
            function.address(), object(errno), offset(errno), number, object(a), offset(a), b, c);
  }

  private static final class Any {
    static final MethodHandle CALL =
        call(
            long.class,
            Object.class,
            long.class,
            int.class,
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

  private static long any(
      MemorySegment function,
      MemorySegment errno,
      int number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e)
      throws Throwable {
    if (!isSafe(a) || !isSafe(b) || !isSafe(c) || !isSafe(d) || !isSafe(e)) {
      return (long) Linked.Any.CALL.invokeExact(function, errno, number, a, b, c, d, e);
    }
    return (long)
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
  }

  private static final class Await {
    static final MethodHandle CALL =
        call(long.class, long.class, int.class, long.class, long.class, int.class);
  }

  /** Whoever waits in the kernel sees to it that its memory stays. */
  private static long await(
      MemorySegment function, MemorySegment errno, int number, MemorySegment a, long b, int c)
      throws Throwable {
    return (long)
        Await.CALL.invokeExact(function.address(), errno.address(), number, a.address(), b, c);
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

  /** As {@link #await}. */
  private static long pointers(
      MemorySegment function,
      MemorySegment errno,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e,
      MemorySegment f)
      throws Throwable {
    return (long)
        Pointers.CALL.invokeExact(
            function.address(),
            errno.address(),
            a.address(),
            b.address(),
            c.address(),
            d.address(),
            e.address(),
            f.address());
  }

  /** The linker's handles, for the rest. */
  private static final class Linked {
    private static final class Move {
      static final MethodHandle CALL = Native.move();
    }

    private static final class Any {
      static final MethodHandle CALL = Native.any();
    }
  }

  /** Whether nobody can free the memory, and its place is known. */
  private static boolean isSafe(MemorySegment segment) {
    return segment.isNative() ? segment.scope() == GLOBAL : object(segment) != null;
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
