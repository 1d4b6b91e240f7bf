package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static mortise.sys.Calls.longCall;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.Iovec;

/** {@code sys/uio.h}: buffers in pieces. */
@Header("sys/uio.h")
public final class SysUio {
  public static final int UIO_MAXIOV = 1024;

  /** -EAGAIN rather than wait, also where the descriptor is blocking. */
  public static final int RWF_NOWAIT = 8;

  private SysUio() {}

  private static final class Pwritev2 {
    static final MemorySegment FUNCTION = function("pwritev2");
  }

  /**
   * {@code ssize_t pwritev2(int fd, const struct iovec *iov, int iovcnt, off_t offset, int flags)}
   * at the current position, on a whole array of {@link Iovec}; INSTANT with {@link #RWF_NOWAIT}.
   */
  public static long pwritev2(int fd, MemorySegment vector, int flags) {
    MemorySegment count = number(vector.byteSize() / Iovec.SIZE);
    return longCall(Pwritev2.FUNCTION, fd, vector, count, number(-1), number(flags), NULL);
  }
}
