package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

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
    return call(EVENTFD, initial, number(flags));
  }
}
