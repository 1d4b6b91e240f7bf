package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code stdlib.h}: pseudo terminals, pty(7). */
@Header("stdlib.h")
public final class Stdlib {
  private static final MemorySegment POSIX_OPENPT = function("posix_openpt");
  private static final MemorySegment GRANTPT = function("grantpt");
  private static final MemorySegment UNLOCKPT = function("unlockpt");
  private static final MemorySegment PTSNAME_R = function("ptsname_r");

  private Stdlib() {}

  /** {@code int posix_openpt(int flags)}, with any flag that open has; INSTANT. */
  public static int posix_openpt(int flags) {
    return call(POSIX_OPENPT, flags);
  }

  /** {@code int grantpt(int fd)}; INSTANT where the kernel gives out the terminals itself. */
  public static int grantpt(int fd) {
    return call(GRANTPT, fd);
  }

  /** {@code int unlockpt(int fd)}; INSTANT. */
  public static int unlockpt(int fd) {
    return call(UNLOCKPT, fd);
  }

  /** {@code int ptsname_r(int fd, char *buf, size_t buflen)}; INSTANT. The name ends in a NUL. */
  public static int ptsname_r(int fd, MemorySegment name) {
    // Its result is the error's number itself.
    int result = call(PTSNAME_R, fd, name, number(name.byteSize()));
    return result > 0 ? -result : result;
  }
}
