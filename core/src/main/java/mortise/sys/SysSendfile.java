package mortise.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static mortise.sys.Native.plain;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code sys/sendfile.h}: from a file to a socket without a copy. */
@Header("sys/sendfile.h")
public final class SysSendfile {

  private SysSendfile() {}

  private static final class Sendfile {
    static final MethodHandle CALL =
        plain("sendfile", JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  /**
   * {@code ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count)}; PLAIN, since the
   * file may have to be read from disk. {@code errno} is an off-heap int, {@code offset} an
   * off-heap long that is moved on, or {@code MemorySegment.NULL}.
   */
  public static long sendfile(
      MemorySegment errno, int out, int in, MemorySegment offset, long count) {
    try {
      return result((long) Sendfile.CALL.invokeExact(errno, out, in, offset, count), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
