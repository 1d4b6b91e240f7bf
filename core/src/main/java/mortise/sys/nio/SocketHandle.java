package mortise.sys.nio;

import static mortise.sys.SysErrno.EADDRINUSE;
import static mortise.sys.SysErrno.ENETUNREACH;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysSocket.MSG_CMSG_CLOEXEC;
import static mortise.sys.SysSocket.MSG_DONTWAIT;
import static mortise.sys.SysSocket.MSG_MORE;
import static mortise.sys.SysSocket.MSG_NOSIGNAL;
import static mortise.sys.SysSocket.MSG_PEEK;
import static mortise.sys.SysSocket.MSG_WAITALL;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /** The options of NIO that the socket has, whichever channel it has now. */
  Set<SocketOption<?>> optionsOfSocket() {
    return network().supportedOptions();
  }

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

  /**
   * Binds a channel of this socket; where the address is taken, once more when closed channels have
   * given theirs back, or beside sockets of the other family.
   */
  final void bindWithRetry(NetworkChannel channel, SocketAddress address, Binding bind)
      throws IOException {
    try {
      bind.run();
    } catch (IOException e) {
      if (Errnos.of(e) != EADDRINUSE) {
        throw e;
      }
      boolean waited = EpollHandle.awaitReleases();
      List<SocketHandle> others = othersOfPort(address);
      if (!waited && others.isEmpty()) {
        throw e;
      }
      beside(others, channel, bind);
    }
  }

  /**
   * The sockets of this process that IPV6_V6ONLY keeps apart from this one. NIO does not have that
   * option, so that the wildcard of IPv6 takes the port of IPv4 too.
   */
  private List<SocketHandle> othersOfPort(SocketAddress address) {
    List<SocketHandle> others = new ArrayList<>();
    if (address instanceof InetSocketAddress inet) {
      for (SocketHandle other : Handles.sockets()) {
        if (other.type == type && isApartFrom(other) && other.hasPort(inet.getPort())) {
          others.add(other);
        }
      }
    }
    return others;
  }

  private boolean hasPort(int port) {
    try {
      return local() instanceof InetSocketAddress local && local.getPort() == port;
    } catch (IOException _) {
      return false; // it is closed by now
    }
  }

  private boolean isApartFrom(SocketHandle other) {
    return other.family == SysSocket.AF_INET && options.excludesIp4()
        || family == SysSocket.AF_INET && other.options.excludesIp4();
  }

  /** SO_REUSEPORT during the call alone: the kernel prefers the socket of IPv4 for IPv4. */
  private static void beside(List<SocketHandle> others, NetworkChannel channel, Binding bind)
      throws IOException {
    Binding all = others.isEmpty() ? bind : () -> SocketOptions.sharingPort(channel, bind);
    for (SocketHandle other : others) {
      Binding inner = all;
      all = () -> SocketOptions.sharingPort(other.network(), inner);
    }
    all.run();
  }

  /** Fails as the kernel does where IPV6_V6ONLY is set and an address is one of IPv4. */
  final SocketAddress checkFamily(SocketAddress address) throws ErrnoException {
    if (options.excludesIp4() && isIp4(address)) {
      throw new ErrnoException(ENETUNREACH);
    }
    return address;
  }

  static boolean isIp4(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
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
