package mortise.net;

import java.lang.foreign.MemorySegment;
import mortise.sys.PollH;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.struct.Pollfd;

/** Whether a connection will bring more, found out without taking anything from it. */
final class EndOfStream {
  private static final int ENDS = PollH.POLLRDHUP | PollH.POLLHUP | PollH.POLLERR;

  private EndOfStream() {}

  /**
   * The exception for a stream that ends too early.
   *
   * @return -EAGAIN while more may come, 0 when the peer has sent its last, or the connection's
   *     error
   */
  static long state(int fd) {
    MemorySegment poll = Pollfd.of(fd, PollH.POLLRDHUP);
    long result = PollH.poll(poll);
    if (result <= 0 || (Pollfd.revents(poll) & ENDS) == 0) {
      return result < 0 ? result : -SysErrno.EAGAIN;
    }
    MemorySegment one = MemorySegment.ofArray(new byte[1]);
    result = SysSocket.recv(fd, one, SysSocket.MSG_PEEK | SysSocket.MSG_DONTWAIT);
    return result < 0 && result != -SysErrno.EAGAIN ? result : 0;
  }
}
