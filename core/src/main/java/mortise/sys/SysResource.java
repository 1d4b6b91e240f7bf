package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/resource.h}: the limits of a process. */
@Header("sys/resource.h")
public final class SysResource {
  public static final int RLIMIT_NOFILE = 7;

  private SysResource() {}

  private static final class Getrlimit {
    static final MemorySegment FUNCTION = function("getrlimit");
  }

  private static final class Setrlimit {
    static final MemorySegment FUNCTION = function("setrlimit");
  }

  /** {@code int getrlimit(int resource, struct rlimit *rlim)}; INSTANT. */
  public static int getrlimit(int resource, MemorySegment limit) {
    return call(Getrlimit.FUNCTION, resource, limit);
  }

  /** {@code int setrlimit(int resource, const struct rlimit *rlim)}; INSTANT. */
  public static int setrlimit(int resource, MemorySegment limit) {
    return call(Setrlimit.FUNCTION, resource, limit);
  }
}
