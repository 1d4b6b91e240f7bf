package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.ENOPROTOOPT;
import static mortise.sys.SysErrno.ENOTSOCK;
import static mortise.sys.SysErrno.ENOTTY;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What descriptor numbers stand for: the open file description. Calls return what Linux returns, or
 * throw; none waits.
 */
abstract class Handle {
  private static final Watch[] NONE = {};

  /** The numbers that stand for it. Guarded by this. */
  private int numbers = 1;

  /** The entries of epoll sets. Guarded by this for writing. */
  private volatile Watch[] watches = NONE;

  /** The sets whose selectors have, or had, a key. */
  private final Set<EpollHandle> registeredIn = ConcurrentHashMap.newKeySet(1);

  /** How often a call has found nothing to read; an edge is what comes after. */
  private volatile int dry;

  /** How often a call has found no room to write. */
  private volatile int full;

  /** O_APPEND, O_NONBLOCK and the access mode, as F_GETFL returns them. */
  volatile int statusFlags;

  final synchronized void retain() {
    numbers++;
  }

  final void release() {
    synchronized (this) {
      if (--numbers > 0) {
        return;
      }
    }
    close();
    for (Watch watch : watches) {
      watch.set.forget(watch);
    }
    channelClosed();
  }

  /** Has the selectors let go of a channel that was closed. */
  final void channelClosed() {
    for (EpollHandle set : registeredIn) {
      set.letGo();
    }
  }

  /** Records that a set's selector has a key of this handle's channel. */
  final void registered(EpollHandle set) {
    registeredIn.add(set);
  }

  /** Closes the channel. */
  abstract void close();

  /** Whether an epoll set takes it, which a file it does not. */
  boolean isPollable() {
    return true;
  }

  /** Whether a connect is in progress. */
  boolean isConnecting() {
    return false;
  }

  /** What a selector watches, or null. */
  SelectableChannel channel() {
    return null;
  }

  /**
   * The operations of a selector for directions.
   *
   * @param directions EPOLLIN and EPOLLOUT
   */
  int operations(int directions) {
    return 0;
  }

  /** The events that the ready operations of a selector mean. */
  int events(int operations) {
    return 0;
  }

  /** Which of EPOLLIN and EPOLLOUT are the case without a look at the channel. */
  int ready() {
    return 0;
  }

  /** What poll(2) reports now, of what it always reports and of these events. */
  int poll(int events) throws IOException {
    return ready() & events;
  }

  /** Called when a watch begins to wait for these directions. */
  void awaited(Watch watch, int directions) {}

  final Watch[] watches() {
    return watches;
  }

  final synchronized void add(Watch watch) {
    List<Watch> more = new ArrayList<>(List.of(watches));
    more.add(watch);
    watches = more.toArray(NONE);
  }

  final synchronized void remove(Watch watch) {
    List<Watch> fewer = new ArrayList<>(List.of(watches));
    fewer.remove(watch);
    watches = fewer.toArray(NONE);
  }

  final int dry() {
    return dry;
  }

  final int full() {
    return full;
  }

  /** Records that a call found nothing to read, or less than it asked for: the next is an edge. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // any change will do
  final void readWouldBlock() {
    dry++;
    for (Watch watch : watches) {
      watch.arm(EPOLLIN);
    }
  }

  /** Records that a call found no room to write. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // as in foundDry
  final void writeWouldBlock() {
    full++;
    for (Watch watch : watches) {
      watch.arm(EPOLLOUT);
    }
  }

  /** Reports an event that no selector sees. */
  final void happened(int events) {
    for (Watch watch : watches) {
      watch.set.post(watch, events);
    }
  }

  /** The operations have another meaning now, or the channel is another one. */
  final void changed() {
    for (Watch watch : watches) {
      watch.set.update(watch.handle);
    }
  }

  long read(ByteBuffer into) throws IOException {
    throw new ErrnoException(EINVAL);
  }

  long write(ByteBuffer from) throws IOException {
    throw new ErrnoException(EINVAL);
  }

  /** The file that this is, or null. */
  Path path() {
    return null;
  }

  int ioctl(int request, MemorySegment argument) throws IOException {
    throw new ErrnoException(ENOTTY);
  }

  // What sockets do.

  void bind(SocketAddress address) throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  void listen(int backlog) throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  /** The accepted socket. */
  SocketHandle accept() throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  /**
   * @param address null ends a datagram socket's association
   */
  void connect(SocketAddress address) throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  long send(ByteBuffer from, int flags, SocketAddress to) throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  /**
   * @param arrival receives the sender and the message's flags
   */
  long recv(ByteBuffer into, int flags, Arrival arrival) throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  void shutdown(int how) throws IOException {
    throw new ErrnoException(ENOTSOCK);
  }

  SocketHandle socket() throws ErrnoException {
    throw new ErrnoException(ENOTSOCK);
  }

  static ErrnoException noOption(int level, int name) {
    return ErrnoException.needsLinux(ENOPROTOOPT, "option " + name + " of level " + level);
  }
}
