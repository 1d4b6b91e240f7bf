package mortise.sys.nio;

import static mortise.sys.SysErrno.EADDRINUSE;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysSocket.MSG_CMSG_CLOEXEC;
import static mortise.sys.SysSocket.MSG_DONTWAIT;
import static mortise.sys.SysSocket.MSG_MORE;
import static mortise.sys.SysSocket.MSG_NOSIGNAL;
import static mortise.sys.SysSocket.MSG_PEEK;
import static mortise.sys.SysSocket.MSG_WAITALL;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import mortise.sys.SysSocket;

/** A socket over a channel of NIO. */
abstract class SocketHandle extends Handle {
  static final int SEND_FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE;
  static final int RECV_FLAGS =
      MSG_DONTWAIT | MSG_NOSIGNAL | MSG_PEEK | MSG_WAITALL | MSG_CMSG_CLOEXEC;

  final int family;
  final int type;
  final int protocol;
  final SocketOptions options = new SocketOptions(this);

  SocketHandle(int family, int type, int protocol) {
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    this.statusFlags = mortise.sys.Fcntl.O_RDWR | mortise.sys.Fcntl.O_NONBLOCK;
  }

  static ProtocolFamily protocolFamily(int family) {
    return switch (family) {
      case SysSocket.AF_INET -> StandardProtocolFamily.INET;
      case SysSocket.AF_INET6 -> StandardProtocolFamily.INET6;
      default -> StandardProtocolFamily.UNIX;
    };
  }

  /** The channel that options are set on. */
  abstract NetworkChannel network();

  /** Where it is bound, or null. */
  abstract SocketAddress local() throws IOException;

  /** The peer, or an ENOTCONN. */
  abstract SocketAddress peer() throws IOException;

  /** The error that waits, which asking clears. */
  int takeError() {
    return 0;
  }

  boolean isListening() {
    return false;
  }

  final boolean isIp6() {
    return family == SysSocket.AF_INET6;
  }

  static void checkFlags(int flags, int known, String call) throws ErrnoException {
    int more = flags & ~known;
    if (more != 0) {
      String what = call + " with flags 0x" + Integer.toHexString(more);
      throw ErrnoException.needsLinux(EOPNOTSUPP, what);
    }
  }

  /** An attempt to take an address. */
  @FunctionalInterface
  interface Binding {
    void run() throws IOException;
  }

  /** Binds; where the address is taken, once more when closed channels have given theirs back. */
  static void bindWithRetry(Binding bind) throws IOException {
    try {
      bind.run();
    } catch (IOException e) {
      if (Errnos.of(e) != EADDRINUSE || !EpollHandle.awaitReleases()) {
        throw e;
      }
      bind.run();
    }
  }

  @Override
  SocketHandle socket() {
    return this;
  }

  @Override
  long read(ByteBuffer into) throws IOException {
    return recv(into, 0, new Arrival());
  }

  @Override
  long write(ByteBuffer from) throws IOException {
    return send(from, 0, null);
  }
}
