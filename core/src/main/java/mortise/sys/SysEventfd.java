package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.invoke.MethodHandle;

/** {@code sys/eventfd.h}: a counter that can be waited for. */
@Header("sys/eventfd.h")
public final class SysEventfd {
  public static final int EFD_SEMAPHORE = 0x1;
  public static final int EFD_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = 0x800;

  private SysEventfd() {}

  private static final class Eventfd {
    static final MethodHandle CALL = instant("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code int eventfd(unsigned int initval, int flags)}; INSTANT. Read and written as a long. */
  public static int eventfd(int initial, int flags) {
    int[] errno = errno();
    try {
      return result((int) Eventfd.CALL.invokeExact(ofArray(errno), initial, flags), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
