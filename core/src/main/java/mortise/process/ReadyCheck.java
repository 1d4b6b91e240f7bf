package mortise.process;

import mortise.net.Deadline;
import mortise.poll.WaitLimit;
import mortise.sys.PollH;
import mortise.sys.SysErrno;
import mortise.sys.SysSelect;
import mortise.sys.struct.Pollfd;

/** Whether a call on a blocking descriptor would not block, asked before it is made. */
final class ReadyCheck {
  private ReadyCheck() {}

  /** 1, or {@code -EAGAIN} where a read would wait; an end and an error do not wait. */
  static int toRead(int fd) {
    return ready(fd, false);
  }

  /** 1, or {@code -EAGAIN} where a write would wait. */
  static int toWrite(int fd) {
    return ready(fd, true);
  }

  private static int ready(int fd, boolean write) {
    int result = fd < SysSelect.FD_SETSIZE ? SysSelect.select(fd, write) : poll(fd, write);
    return result == 0 ? -SysErrno.EAGAIN : result;
  }

  private static int poll(int fd, boolean write) {
    return PollH.poll(Pollfd.of(fd, write ? PollH.POLLOUT : PollH.POLLIN));
  }

  /** A deadline as the layer below counts it. */
  static long waitLimit(Deadline deadline) {
    return deadline == Deadline.NEVER
        ? WaitLimit.FOREVER
        : deadline == Deadline.NOW ? WaitLimit.NONE : WaitLimit.of(deadline.remaining().toNanos());
  }
}
