package mortise.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.rethrow;
import static mortise.sys.Native.silent;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code string.h}: the words of errno. */
@Header("string.h")
public final class StringH {

  private StringH() {}

  private static final class Strerror {
    static final MethodHandle CALL = silent("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  /**
   * {@code char *strerror(int errnum)}; PLAIN. The words for {@code errno}, in the language of the
   * process. Numbers that libc knows have constant words, so no two threads disturb each other.
   */
  public static String strerror(int errno) {
    try {
      return Native.string((MemorySegment) Strerror.CALL.invokeExact(errno));
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
