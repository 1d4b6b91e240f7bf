package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import mortise.sys.struct.Pointers;
import mortise.sys.struct.SystemLayer;

/**
 * Four ways to call libc, wide enough for nearly all of its functions, and two for libssl.
 *
 * <p>The linker makes a handle per shape, and each shape costs some ten milliseconds of a program's
 * start. The shapes here are wider than most functions that are called through them: on Linux, on
 * x86-64 and aarch64, these arguments travel in registers, those of variadic functions too, and a
 * function does not look at registers that it has no parameters for. A number goes where a pointer
 * stands by {@link Native#number}, and the result of a function that returns an int is the lower
 * half of the long.
 */
final class Calls {
  private Calls() {}

  /** INSTANT {@code int f(int, ...)} that returns -1 and sets errno when it fails; -errno then. */
  static int call(MemorySegment function, int number) {
    return call(function, number, NULL, NULL, NULL, NULL, NULL);
  }

  /** With a pointer, or a number, more. */
  static int call(MemorySegment function, int number, MemorySegment a) {
    return call(function, number, a, NULL, NULL, NULL, NULL);
  }

  /** With two. */
  static int call(MemorySegment function, int number, MemorySegment a, MemorySegment b) {
    return call(function, number, a, b, NULL, NULL, NULL);
  }

  /** With three. */
  static int call(
      MemorySegment function, int number, MemorySegment a, MemorySegment b, MemorySegment c) {
    return call(function, number, a, b, c, NULL, NULL);
  }

  /** With four. */
  static int call(
      MemorySegment function,
      int number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d) {
    return call(function, number, a, b, c, d, NULL);
  }

  /** With five. */
  static int call(
      MemorySegment function,
      int number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e) {
    if (SystemLayer.PORTABLE) {
      return (int) PortableCalls.INSTANCE.call(function, number, a, b, c, d, e);
    }
    int[] errno = Native.errno();
    return Native.result((int) any(function, ofArray(errno), number, a, b, c, d, e), errno);
  }

  /** INSTANT {@code long f(int, ...)}, see {@link #call(MemorySegment, int)}. */
  static long longCall(
      MemorySegment function,
      long number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.call(function, number, a, b, c, d, e);
    }
    int[] errno = Native.errno();
    try {
      return Native.result(
          Shortcut.IS_OPEN
              ? Shortcut.any(function, ofArray(errno), number, a, b, c, d, e)
              : (long) Any.CALL.invokeExact(function, ofArray(errno), number, a, b, c, d, e),
          errno);
    } catch (Throwable t) {
      throw Native.rethrow(t);
    }
  }

  /**
   * INSTANT {@code long f(int, pointer, long, int)}: the calls that move bytes, for heap arrays
   * alone. The compiler leaves out all segments of a call while it has seen one kind of memory
   * only.
   */
  static long move(MemorySegment function, int number, MemorySegment a, long b, int c) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.call(
          function, number, a, Native.number(b), Native.number(c), NULL, NULL);
    }
    int[] errno = Native.errno();
    try {
      return Native.result(
          Shortcut.IS_OPEN
              ? Shortcut.move(function, ofArray(errno), number, a, b, c)
              : (long) Move.CALL.invokeExact(function, ofArray(errno), number, a, b, c),
          errno);
    } catch (Throwable t) {
      throw Native.rethrow(t);
    }
  }

  /** INSTANT {@code long f(int, pointer x 5)}; the result is the function's own. */
  static long any(
      MemorySegment function,
      MemorySegment errno,
      long number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e) {
    if (SystemLayer.PORTABLE) {
      return reported(errno, PortableCalls.INSTANCE.call(function, number, a, b, c, d, e));
    }
    try {
      return Shortcut.IS_OPEN
          ? Shortcut.any(function, errno, number, a, b, c, d, e)
          : (long) Any.CALL.invokeExact(function, errno, number, a, b, c, d, e);
    } catch (Throwable t) {
      throw Native.rethrow(t);
    }
  }

  /**
   * PLAIN or BLOCKING {@code long f(int, pointer, long, int)}. {@code errno} is an off-heap int;
   * the result is the function's own.
   */
  static long await(
      MemorySegment function, MemorySegment errno, int number, MemorySegment a, long b, int c) {
    if (SystemLayer.PORTABLE) {
      MemorySegment second = Native.number(b);
      MemorySegment third = Native.number(c);
      return reported(
          errno, PortableCalls.INSTANCE.call(function, number, a, second, third, NULL, NULL));
    }
    try {
      return Shortcut.IS_OPEN
          ? Shortcut.pointers(function, errno, number, a.address(), b, c, 0, 0)
          : (long) Await.CALL.invokeExact(function, errno, number, a, b, c);
    } catch (Throwable t) {
      throw Native.rethrow(t);
    }
  }

  /**
   * PLAIN {@code long f(pointer x 6)} for what begins with a pointer, or with a number of 64 bits:
   * names, files, starting a process. {@code errno} is an off-heap int; the result is the
   * function's own.
   */
  static long pointers(
      MemorySegment function,
      MemorySegment errno,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e,
      MemorySegment f) {
    if (SystemLayer.PORTABLE) {
      return reported(errno, PortableCalls.INSTANCE.call(function, a, b, c, d, e, f));
    }
    try {
      return Shortcut.IS_OPEN
          ? Shortcut.pointers(
              function,
              errno,
              a.address(),
              b.address(),
              c.address(),
              d.address(),
              e.address(),
              f.address())
          : (long) Pointers.CALL.invokeExact(function, errno, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw Native.rethrow(t);
    }
  }

  /** With {@code NULL} for the last two. */
  static long pointers(
      MemorySegment function,
      MemorySegment errno,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d) {
    return pointers(function, errno, a, b, c, d, NULL, NULL);
  }

  /** With {@code NULL} for the last three. */
  static long pointers(
      MemorySegment function,
      MemorySegment errno,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c) {
    return pointers(function, errno, a, b, c, NULL);
  }

  /** INSTANT {@code long f(number of 64 bits, int)} without errno and without memory. */
  static long numbers(MemorySegment function, long number, int a) {
    try {
      return Shortcut.IS_OPEN
          ? Shortcut.any(function, noErrno(), number, Native.number(a), NULL, NULL, NULL, NULL)
          : (long) Numbers.CALL.invokeExact(function, number, a);
    } catch (Throwable t) {
      throw Native.rethrow(t);
    }
  }

  /** A result of the layer over NIO in the form of C: -1, and the number in errno. */
  private static long reported(MemorySegment errno, long result) {
    if (result >= 0) {
      return result;
    }
    errno.set(JAVA_INT, 0, (int) -result);
    return -1;
  }

  /** Where errno goes for functions that do not report through it. */
  static MemorySegment noErrno() {
    return Nowhere.ERRNO;
  }

  private static final class Nowhere {
    static final MemorySegment ERRNO = Arena.global().allocate(JAVA_INT);
  }

  /** For callers that have to avoid the inlining level of {@link #move}. */
  static final class Move {
    static final MethodHandle CALL = Native.instant(Shape.ONE_POINTER);

    private Move() {}
  }

  /** What {@link Shortcut} asks as well, where memory might be freed during a call. */
  static final class Any {
    static final MethodHandle CALL =
        Native.instant(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));

    private Any() {}
  }

  /**
   * INSTANT {@code long f(number of 64 bits, pointer, int)} without errno, for heap arrays alone:
   * the calls of libssl that move bytes. As {@link #move} a shape for one kind of memory; its
   * callers avoid a level of inlining.
   */
  static final class Bytes {
    static final MethodHandle CALL =
        Native.instantWithoutErrno(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT));
  }

  private static final class Numbers {
    static final MethodHandle CALL =
        Native.instantWithoutErrno(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  private static final class Await {
    static final MethodHandle CALL = Native.plain(Shape.ONE_POINTER);
  }

  private static final class Pointers {
    static final MethodHandle CALL =
        Native.plain(
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  }

  private static final class Shape {
    static final FunctionDescriptor ONE_POINTER =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  }
}
