package mortise.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.MemorySegment.ofArray;
import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/select.h}: readiness of low numbers, by a call that has the shape of many others. */
@Header("sys/select.h")
public final class SysSelect {
  public static final int FD_SETSIZE = 1024;

  private static final MemorySegment SELECT = function("select");

  private SysSelect() {}

  /**
   * {@code int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, struct
   * timeval *timeout)} of one descriptor below {@link #FD_SETSIZE} with timeout 0; INSTANT. 1 where
   * a read, or a write, would not wait.
   */
  public static int select(int fd, boolean write) {
    long[] set = new long[FD_SETSIZE / Long.SIZE];
    set[fd / Long.SIZE] = 1L << fd % Long.SIZE;
    MemorySegment now = ofArray(new long[2]);
    MemorySegment read = write ? NULL : ofArray(set);
    MemorySegment written = write ? ofArray(set) : NULL;
    return call(SELECT, fd + 1, read, written, NULL, now);
  }
}
