package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code unistd.h}: what a descriptor of any kind can do. */
@Header("unistd.h")
public final class Unistd {
  private Unistd() {}

  private static final class Close {
    static final MethodHandle CALL =
        Native.silent("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  /**
   * {@code int close(int fd)}; PLAIN, and BLOCKING for a socket with SO_LINGER set.
   *
   * <p>Returns 0 or -1 without an errno: on Linux the descriptor is gone in either case.
   */
  public static int close(int fd) {
    try {
      return (int) Close.CALL.invokeExact(fd);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Unlink {
    static final MethodHandle CALL = instant("unlink", JAVA_INT, ADDRESS);
  }

  /** {@code int unlink(const char *path)}, the path ending in a NUL byte; INSTANT. */
  public static int unlink(MemorySegment path) {
    int[] errno = errno();
    try {
      return result((int) Unlink.CALL.invokeExact(ofArray(errno), path), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
