package mortise.net;

import java.lang.foreign.MemorySegment;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;

/** Urgent data, MSG_OOB: the one byte that a stream carries beside its others, tcp(7). */
final class UrgentData {
  private UrgentData() {}

  /**
   * recv(2) with MSG_OOB, but EAGAIN while none has arrived and some may arrive, where the kernel
   * returns EINVAL; EPOLLPRI reports urgent data to the poller. 0 is the end of the stream.
   */
  static long recv(int fd, MemorySegment buffer, int flags) {
    long result = SysSocket.recv(fd, buffer, flags);
    if (result != -SysErrno.EINVAL || isInline(fd)) {
      return result;
    }
    return EndOfStream.state(fd);
  }

  /** Whether urgent data stays among the others, which makes MSG_OOB wrong for ever. */
  private static boolean isInline(int fd) {
    int[] value = new int[1];
    MemorySegment memory = MemorySegment.ofArray(value);
    int level = SysSocket.SOL_SOCKET;
    int result = SysSocket.getsockopt(fd, level, SysSocket.SO_OOBINLINE, memory, new int[] {4});
    return result < 0 || value[0] != 0;
  }
}
