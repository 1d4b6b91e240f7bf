package mortise.sys;

import static java.lang.foreign.MemorySegment.ofArray;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static mortise.sys.Native.errno;
import static mortise.sys.Native.instant;
import static mortise.sys.Native.plain;
import static mortise.sys.Native.result;
import static mortise.sys.Native.rethrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

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
  public static final int EPOLLET = 0x80000000;

  private SysEpoll() {}

  private static final class Create {
    static final MethodHandle CALL = instant("epoll_create1", JAVA_INT, JAVA_INT);
  }

  /** {@code int epoll_create1(int flags)}; INSTANT. */
  public static int epoll_create1(int flags) {
    int[] errno = errno();
    try {
      return result((int) Create.CALL.invokeExact(ofArray(errno), flags), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Ctl {
    static final MethodHandle CALL =
        instant("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  }

  /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}; INSTANT. */
  public static int epoll_ctl(int epfd, int op, int fd, MemorySegment event) {
    int[] errno = errno();
    try {
      return result((int) Ctl.CALL.invokeExact(ofArray(errno), epfd, op, fd, event), errno);
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }

  private static final class Wait {
    static final MethodHandle CALL =
        plain("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  }

  /**
   * {@code int epoll_wait(int epfd, struct epoll_event *events, int max, int timeout)}; BLOCKING.
   * {@code errno} is an off-heap int.
   */
  public static int epoll_wait(
      MemorySegment errno, int epfd, MemorySegment events, int max, int milliseconds) {
    try {
      int count = (int) Wait.CALL.invokeExact(errno, epfd, events, max, milliseconds);
      return count == -1 ? -errno.get(JAVA_INT, 0) : count;
    } catch (Throwable t) {
      throw rethrow(t);
    }
  }
}
