package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code stdio.h}: putting a file in the place of another. */
@Header("stdio.h")
public final class Stdio {

  private Stdio() {}

  private static final class Rename {
    static final MethodHandle CALL = instant("rename", JAVA_INT, ADDRESS, ADDRESS);
  }

  /**
   * {@code int rename(const char *oldpath, const char *newpath)}, both ending in a NUL byte;
   * INSTANT.
   */
  public static int rename(MemorySegment from, MemorySegment to) {
    int[] errno = errno();
    try {
      return result((int) Rename.CALL.invokeExact(ofArray(errno), from, to), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
