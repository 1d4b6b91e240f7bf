package mortise.net;

import java.lang.foreign.MemorySegment;
import mortise.poll.Attempt;
import mortise.sys.SysSocket;
import org.jspecify.annotations.Nullable;

/** recvfrom(2) with memory for the sender's address, which a socket keeps for its next call. */
final class NamedReceive implements Attempt {
  private final MemorySegment name = Sockaddr.allocate();
  private final int[] length = new int[1];

  @Override
  public long on(int fd, MemorySegment buffer, int flags) {
    length[0] = Sockaddr.MAX_BYTES;
    return SysSocket.recvfrom(fd, buffer, flags, name, length);
  }

  /** The sender of what was received. */
  @Nullable Address sender(SocketEndpoint endpoint) {
    return endpoint.sender(name, length[0]);
  }
}
