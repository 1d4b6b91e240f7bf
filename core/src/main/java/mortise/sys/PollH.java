package mortise.sys;

import static mortise.sys.Calls.pointers;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;
import mortise.sys.struct.Pollfd;
import mortise.sys.struct.SystemLayer;

/** {@code poll.h}: readiness of a few descriptors, asked once. */
@Header("poll.h")
public final class PollH {
  public static final int POLLIN = 0x1;
  public static final int POLLPRI = 0x2;
  public static final int POLLOUT = 0x4;

  public static final int POLLRDNORM = 0x40;
  public static final int POLLRDBAND = 0x80;
  public static final int POLLWRNORM = 0x100;
  public static final int POLLWRBAND = 0x200;

  public static final int POLLMSG = 0x400;
  public static final int POLLREMOVE = 0x1000;
  public static final int POLLRDHUP = 0x2000;

  public static final int POLLERR = 0x8;
  public static final int POLLHUP = 0x10;
  public static final int POLLNVAL = 0x20;

  private static final MemorySegment POLL = function("poll");

  private PollH() {}

  /**
   * {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)} with timeout 0, on a whole array
   * of {@link Pollfd}; INSTANT.
   */
  public static int poll(MemorySegment fds) {
    if (SystemLayer.PORTABLE) {
      return PortableCalls.INSTANCE.poll(fds);
    }
    return SysSyscall.ppoll(fds, fds.byteSize() / Pollfd.SIZE);
  }

  /**
   * Polls with a timeout in milliseconds; BLOCKING. {@code errno} is an off-heap int, {@code fds}
   * is off-heap too.
   */
  public static int poll(MemorySegment errno, MemorySegment fds, int timeout) {
    long count = fds.byteSize() / Pollfd.SIZE;
    return (int) result(pointers(POLL, errno, fds, number(count), number(timeout)), errno);
  }
}
