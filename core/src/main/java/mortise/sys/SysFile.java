package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.invoke.MethodHandle;

/** {@code sys/file.h}: advisory locks on whole files. */
@Header("sys/file.h")
public final class SysFile {
  public static final int LOCK_SH = 1;
  public static final int LOCK_EX = 2;
  public static final int LOCK_UN = 8;

  public static final int LOCK_NB = 4;

  private SysFile() {}

  private static final class Flock {
    static final MethodHandle CALL = instant("flock", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /** {@code int flock(int fd, int operation)}; INSTANT with {@link #LOCK_NB}, BLOCKING without. */
  public static int flock(int fd, int operation) {
    int[] errno = errno();
    try {
      return result((int) Flock.CALL.invokeExact(ofArray(errno), fd, operation), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
