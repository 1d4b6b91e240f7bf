package mortise.sys;

import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/file.h}: advisory locks on whole files. */
@Header("sys/file.h")
public final class SysFile {
  public static final int LOCK_SH = 1;
  public static final int LOCK_EX = 2;
  public static final int LOCK_UN = 8;

  public static final int LOCK_NB = 4;

  private SysFile() {}

  private static final class Flock {
    static final MemorySegment FUNCTION = function("flock");
  }

  /** {@code int flock(int fd, int operation)}; INSTANT with {@link #LOCK_NB}, BLOCKING without. */
  public static int flock(int fd, int operation) {
    return call(Flock.FUNCTION, fd, number(operation));
  }
}
