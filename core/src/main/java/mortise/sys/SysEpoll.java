package mortise.sys;

import static mortise.sys.Calls.await;
import static mortise.sys.Calls.call;
import static mortise.sys.Native.function;
import static mortise.sys.Native.number;
import static mortise.sys.Native.result;

import java.lang.foreign.MemorySegment;
import mortise.sys.struct.Header;

/** {@code sys/epoll.h}: readiness of many descriptors. */
@Header("sys/epoll.h")
public final class SysEpoll {
  public static final int EPOLL_CLOEXEC = 0x80000;

  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;

  public static final int EPOLLIN = 0x1;
  public static final int EPOLLPRI = 0x2;
  public static final int EPOLLOUT = 0x4;
  public static final int EPOLLERR = 0x8;
  public static final int EPOLLHUP = 0x10;
  public static final int EPOLLRDHUP = 0x2000;
  public static final int EPOLLONESHOT = 0x40000000;
  public static final int EPOLLET = 0x80000000;

  private static final MemorySegment EPOLL_CREATE1 = function("epoll_create1");
  private static final MemorySegment EPOLL_CTL = function("epoll_ctl");
  private static final MemorySegment EPOLL_WAIT = function("epoll_wait");

  private SysEpoll() {}

  /** {@code int epoll_create1(int flags)}; INSTANT. */
  public static int epoll_create1(int flags) {
    return call(EPOLL_CREATE1, flags);
  }

  /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}; INSTANT. */
  public static int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    return call(EPOLL_CTL, epfd, number(op), number(fd), event);
  }

  /**
   * {@code int epoll_wait(int epfd, struct epoll_event *events, int max, int timeout)}; BLOCKING.
   * {@code errno} is an off-heap int.
   */
  public static int epoll_wait(
      MemorySegment errno, int epfd, MemorySegment events, int max, int milliseconds) {
    return result((int) await(EPOLL_WAIT, errno, epfd, events, max, milliseconds), errno);
  }

  /** {@code epoll_wait} with timeout 0, which never waits; INSTANT. */
  public static int epoll_wait(int epfd, MemorySegment events, int max) {
    return call(EPOLL_WAIT, epfd, events, number(max));
  }
}
