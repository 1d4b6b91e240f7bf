package mortise.sys.nio;

import java.net.SocketAddress;

/** What a receive reports besides the bytes. */
final class Arrival {
  /** The sender of a datagram, or null. */
  SocketAddress sender;

  /** {@code msg_flags} of recvmsg(2). */
  int flags;
}
