package mortise.sys;

import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/sendfile.h}: from a file to a socket without a copy. */
@Header("sys/sendfile.h")
public final class SysSendfile {

  private SysSendfile() {}

  private static final MemorySegment SENDFILE = function("sendfile");

  /**
   * {@code ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count)}; PLAIN, since the
   * file may have to be read from disk. {@code errno} is an off-heap int, {@code offset} an
   * off-heap long that is moved on, or {@code MemorySegment.NULL}.
   */
  public static long sendfile(
      MemorySegment errno, int out, int in, MemorySegment offset, long count) {
    return result(pointers(SENDFILE, errno, number(out), number(in), offset, number(count)), errno);
  }
}
