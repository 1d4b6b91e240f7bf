package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysErrno.EAGAIN;
import static mortise.sys.SysErrno.EDESTADDRREQ;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.EMSGSIZE;
import static mortise.sys.SysErrno.ENOTCONN;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysSocket.MSG_MORE;
import static mortise.sys.SysSocket.MSG_PEEK;
import static mortise.sys.SysSocket.MSG_TRUNC;
import static mortise.sys.SysSocket.SHUT_RD;
import static mortise.sys.SysSocket.SHUT_WR;
import static mortise.sys.SysSocket.SOCK_DGRAM;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.ConcurrentLinkedQueue;
import mortise.sys.SysIoctl;

/** A UDP socket. A datagram that poll(2) or MSG_PEEK has looked at waits for the next recv. */
final class DatagramHandle extends SocketHandle {
  /** Any datagram fits; NIO does not tell that one was cut. */
  private static final int MAX_BYTES = 1 << 16;

  /** The most that goes by IPv4: 65535 less the two headers. */
  private static final int MAX_IP4 = 65_507;

  private static final int MAX_IP6 = 65_527;

  private static final ConcurrentLinkedQueue<ByteBuffer> BUFFERS = new ConcurrentLinkedQueue<>();

  private final DatagramChannel channel;
  private final Object readLock = new Object();

  /** What was looked at, or null. Guarded by readLock for writing. */
  private volatile Datagram ahead;

  private volatile boolean inputEnded;
  private volatile boolean outputEnded;

  private record Datagram(byte[] bytes, SocketAddress sender) {}

  DatagramHandle(int family, int protocol) throws IOException {
    super(family, SOCK_DGRAM, protocol);
    channel = DatagramChannel.open(protocolFamily(family));
    channel.configureBlocking(false);
  }

  @Override
  SelectableChannel channel() {
    return channel;
  }

  @Override
  NetworkChannel network() {
    return channel;
  }

  DatagramChannel datagrams() {
    return channel;
  }

  @Override
  int operations(int directions) {
    return ((directions & EPOLLIN) != 0 ? SelectionKey.OP_READ : 0)
        | ((directions & EPOLLOUT) != 0 ? SelectionKey.OP_WRITE : 0);
  }

  @Override
  int events(int operations) {
    return ((operations & SelectionKey.OP_READ) != 0 ? EPOLLIN : 0)
        | ((operations & SelectionKey.OP_WRITE) != 0 ? EPOLLOUT : 0);
  }

  @Override
  int ready() {
    return ahead != null || inputEnded ? EPOLLIN : 0;
  }

  @Override
  int poll(int events) throws IOException {
    int now = ready();
    if ((events & EPOLLIN) != 0 && now == 0) {
      synchronized (readLock) {
        ahead = ahead == null ? receive() : ahead;
      }
      now = ready();
      if (now == 0) {
        readWouldBlock();
      } else {
        for (Watch watch : watches()) {
          if (watch.owesReport()) {
            watch.set.post(watch, EPOLLIN);
          }
        }
      }
    }
    if ((events & EPOLLOUT) != 0) {
      if (Selections.isWritable(channel)) {
        now |= EPOLLOUT;
      } else {
        writeWouldBlock();
      }
    }
    return now & events;
  }

  @Override
  void bind(SocketAddress address) throws IOException {
    if (channel.getLocalAddress() != null) {
      throw new ErrnoException(EINVAL);
    }
    bindWithRetry(channel, address, () -> channel.bind(address));
  }

  @Override
  void listen(int backlog) throws IOException {
    throw new ErrnoException(EOPNOTSUPP);
  }

  @Override
  SocketHandle accept() throws IOException {
    throw new ErrnoException(EOPNOTSUPP);
  }

  @Override
  void connect(SocketAddress address) throws IOException {
    channel.disconnect();
    if (address != null) {
      channel.connect(checkFamily(address));
    }
  }

  @Override
  SocketAddress local() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  SocketAddress peer() throws IOException {
    SocketAddress peer = channel.getRemoteAddress();
    if (peer == null) {
      throw new ErrnoException(ENOTCONN);
    }
    return peer;
  }

  @Override
  long send(ByteBuffer from, int flags, SocketAddress to) throws IOException {
    checkFlags(flags, SEND_FLAGS & ~MSG_MORE, "sending a datagram");
    if (outputEnded) {
      throw new ErrnoException(mortise.sys.SysErrno.EPIPE);
    }
    SocketAddress peer = channel.getRemoteAddress();
    if (to == null && peer == null) {
      throw new ErrnoException(EDESTADDRREQ);
    }
    int size = from.remaining();
    if (size > (isIp6() ? MAX_IP6 : MAX_IP4)) {
      throw new ErrnoException(EMSGSIZE);
    }
    if (to != null && ((InetSocketAddress) to).getPort() == 0) {
      throw new ErrnoException(EINVAL);
    }
    boolean toPeer = to == null || to.equals(peer);
    if (toPeer && peer != null && size == 0) {
      // NIO sends nothing, and says that it has.
      throw ErrnoException.needsLinux(EOPNOTSUPP, "an empty datagram from a connected socket");
    }
    long count = toPeer ? channel.write(from) : sendTo(from, to, peer);
    if (count == 0 && size > 0) {
      writeWouldBlock();
      throw new ErrnoException(EAGAIN);
    }
    return count;
  }

  /** NIO has no datagram to another address than the default peer. */
  private long sendTo(ByteBuffer from, SocketAddress to, SocketAddress peer) throws IOException {
    if (peer != null) {
      String what = "sending to " + to + " from a socket that is connected to " + peer;
      throw ErrnoException.needsLinux(EOPNOTSUPP, what);
    }
    return channel.send(from, checkFamily(to));
  }

  @Override
  long recv(ByteBuffer into, int flags, Arrival arrival) throws IOException {
    checkFlags(flags, RECV_FLAGS | MSG_TRUNC, "recv");
    Datagram datagram;
    synchronized (readLock) {
      datagram = ahead == null ? receive() : ahead;
      ahead = (flags & MSG_PEEK) != 0 ? datagram : null;
    }
    if (datagram == null) {
      if (inputEnded) {
        return 0;
      }
      readWouldBlock();
      throw new ErrnoException(EAGAIN);
    }
    arrival.sender = datagram.sender;
    int count = Math.min(into.remaining(), datagram.bytes.length);
    into.put(datagram.bytes, 0, count);
    boolean cut = count < datagram.bytes.length;
    arrival.flags = cut ? MSG_TRUNC : 0;
    return (flags & MSG_TRUNC) != 0 ? datagram.bytes.length : count;
  }

  private Datagram receive() throws IOException {
    if (channel.getLocalAddress() == null) {
      return null; // nothing can arrive, and NIO would bind the socket
    }
    ByteBuffer pooled = BUFFERS.poll();
    ByteBuffer buffer = pooled == null ? ByteBuffer.allocateDirect(MAX_BYTES) : pooled;
    try {
      SocketAddress sender;
      do {
        sender = channel.receive(buffer.clear());
      } while (options.excludesIp4() && isIp4(sender));
      if (sender == null) {
        return null;
      }
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      return new Datagram(bytes, sender);
    } finally {
      BUFFERS.add(buffer);
    }
  }

  @Override
  void shutdown(int how) throws IOException {
    if (channel.getRemoteAddress() == null) {
      throw new ErrnoException(ENOTCONN);
    }
    if (how != SHUT_WR) {
      inputEnded = true;
      happened(EPOLLIN);
    }
    if (how != SHUT_RD) {
      outputEnded = true;
    }
  }

  @Override
  int ioctl(int request, MemorySegment argument) throws IOException {
    if (request != SysIoctl.FIONREAD) {
      return super.ioctl(request, argument);
    }
    poll(EPOLLIN);
    Datagram next = ahead;
    argument.set(ValueLayout.JAVA_INT_UNALIGNED, 0, next == null ? 0 : next.bytes.length);
    return 0;
  }

  @Override
  void close() {
    StreamHandle.closeQuietly(channel);
  }
}
