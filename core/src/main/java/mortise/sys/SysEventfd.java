package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static mortise.sys.Native.Shared.ANY;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.MemorySegment;

/** {@code sys/eventfd.h}: a counter that can be waited for. */
@Header("sys/eventfd.h")
public final class SysEventfd {
  public static final int EFD_SEMAPHORE = 0x1;
  public static final int EFD_CLOEXEC = 0x80000;
  public static final int EFD_NONBLOCK = 0x800;

  private SysEventfd() {}

  private static final MemorySegment EVENTFD = function("eventfd");

  /** {@code int eventfd(unsigned int initval, int flags)}; INSTANT. Read and written as a long. */
  public static int eventfd(int initial, int flags) {
    int[] errno = errno();
    try {
      return result(
          (int)
              (long)
                  ANY.invokeExact(
                      EVENTFD, ofArray(errno), initial, number(flags), NULL, NULL, NULL, NULL),
          errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
