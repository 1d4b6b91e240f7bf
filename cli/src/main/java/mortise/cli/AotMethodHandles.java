package mortise.cli;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Lambdas that are never called. What the JVM generates for a method handle depends on the shape of
 * its method alone, and an AOT cache keeps it for the lambdas of its classes. These have the shapes
 * of method handles that each start makes and no other lambda has: two of the first memory segment,
 * and the two of native calls, which are those of {@code mortise.sys.Shortcut}. Without them the
 * JVM generates five classes at each start.
 */
final class AotMethodHandles {
  private AotMethodHandles() {}

  /** Links them. */
  static void prepare() {
    ToLongFunction<Object> address = AotMethodHandles::address;
    LongFunction<Object> segment = AotMethodHandles::segment;
    InstantCall instant = AotMethodHandles::instant;
    BlockingCall blocking = AotMethodHandles::blocking;
    assert List.of(address, segment, instant, blocking).size() == 4;
  }

  private interface InstantCall {
    long call(
        long function,
        Object errno,
        long errnoOffset,
        long number,
        Object a,
        long aOffset,
        Object b,
        long bOffset,
        Object c,
        long cOffset,
        Object d,
        long dOffset,
        Object e,
        long eOffset);
  }

  private interface BlockingCall {
    long call(long function, long errno, long a, long b, long c, long d, long e, long f);
  }

  private static long address(Object segment) {
    return segment.hashCode();
  }

  private static Object segment(long address) {
    return address;
  }

  private static long instant(
      long function,
      Object errno,
      long errnoOffset,
      long number,
      Object a,
      long aOffset,
      Object b,
      long bOffset,
      Object c,
      long cOffset,
      Object d,
      long dOffset,
      Object e,
      long eOffset) {
    return function;
  }

  private static long blocking(
      long function, long errno, long a, long b, long c, long d, long e, long f) {
    return function;
  }
}
