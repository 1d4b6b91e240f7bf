package mortise.sys.nio;

import static mortise.sys.SysEpoll.EPOLLERR;
import static mortise.sys.SysEpoll.EPOLLHUP;
import static mortise.sys.SysEpoll.EPOLLIN;
import static mortise.sys.SysEpoll.EPOLLOUT;
import static mortise.sys.SysEpoll.EPOLLRDHUP;
import static mortise.sys.SysErrno.EAGAIN;
import static mortise.sys.SysErrno.EALREADY;
import static mortise.sys.SysErrno.ECONNRESET;
import static mortise.sys.SysErrno.EINPROGRESS;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.EIO;
import static mortise.sys.SysErrno.EISCONN;
import static mortise.sys.SysErrno.ENOTCONN;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysErrno.EPIPE;
import static mortise.sys.SysSocket.MSG_OOB;
import static mortise.sys.SysSocket.MSG_PEEK;
import static mortise.sys.SysSocket.MSG_TRUNC;
import static mortise.sys.SysSocket.SHUT_RD;
import static mortise.sys.SysSocket.SHUT_RDWR;
import static mortise.sys.SysSocket.SHUT_WR;
import static mortise.sys.SysSocket.SOCK_STREAM;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import mortise.sys.SysIoctl;
import mortise.sys.SysSocket;

/**
 * A TCP or UNIX stream socket. One that listens has a channel of its own kind, which takes the
 * place of the first; a connect that has failed closes its channel, and a new one takes its place.
 *
 * <p>poll(2) and MSG_PEEK read ahead: into {@link #stash}, from where the next recv takes it.
 */
final class StreamHandle extends SocketHandle {
  /** What poll(2) reads ahead. */
  private static final int STASH_BYTES = 1 << 12;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private enum State {
    FRESH,
    CONNECTING,
    CONNECTED,
    LISTENING,
    CLOSED
  }

  /** Guarded by this for writing, as the two channels. */
  private volatile State state = State.FRESH;

  private volatile SocketChannel channel;

  /** Whether neither end has a name: one of a pair. */
  private volatile boolean unnamed;

  /** The error of a connect that was found by another call, or 0. Guarded by this. */
  private int error;

  private volatile ServerSocketChannel server;

  /** Whether bind was asked for any free port. Guarded by this. */
  private boolean ephemeral;

  /** Where bind has put it, or null. Guarded by this. */
  private SocketAddress bound;

  /** The permissions of the file to bind to, or -1 for the system's choice. */
  private volatile int mode = -1;

  /** Held by readers, so that what is read ahead goes out in its order. */
  private final Object readLock = new Object();

  /** Held while bytes go into the channel; readLock is not taken meanwhile. */
  private final Object writeLock = new Object();

  /** What was read ahead, ready to be read. Guarded by readLock for writing. */
  private volatile ByteBuffer stash = EMPTY;

  /** Connections that poll has accepted ahead. Guarded by readLock. */
  private final Queue<SocketChannel> accepted = new ArrayDeque<>();

  /** Set with the last byte that was received, and the error that ended the connection, or 0. */
  private volatile boolean inputEnded;

  private volatile boolean outputEnded;
  private volatile int fatal;

  StreamHandle(int family, int protocol) throws IOException {
    super(family, SOCK_STREAM, protocol);
    channel = SocketChannel.open(protocolFamily(family));
    channel.configureBlocking(false);
  }

  private StreamHandle(int family, int protocol, SocketChannel connected) throws IOException {
    super(family, SOCK_STREAM, protocol);
    channel = connected;
    state = State.CONNECTED;
    connected.configureBlocking(false);
  }

  /** One end of a UNIX pair. */
  static StreamHandle paired(int protocol, SocketChannel connected) throws IOException {
    StreamHandle end = new StreamHandle(SysSocket.AF_UNIX, protocol, connected);
    end.unnamed = true;
    return end;
  }

  /** The permissions that bind gives to the file of a UNIX socket, fchmod(2) on the socket. */
  void mode(int permissions) {
    mode = permissions;
  }

  @Override
  SelectableChannel channel() {
    ServerSocketChannel listener = server;
    return listener == null ? channel : listener;
  }

  @Override
  NetworkChannel network() {
    return (NetworkChannel) channel();
  }

  /** A channel that listens has fewer, but the sockets that it accepts inherit them. */
  @Override
  Set<SocketOption<?>> optionsOfSocket() {
    return channel.supportedOptions();
  }

  @Override
  boolean isListening() {
    return server != null;
  }

  @Override
  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  @Override
  int operations(int directions) {
    boolean in = (directions & EPOLLIN) != 0;
    boolean out = (directions & EPOLLOUT) != 0;
    return switch (state) {
      case LISTENING -> in ? SelectionKey.OP_ACCEPT : 0;
      case CONNECTING -> in || out ? SelectionKey.OP_CONNECT : 0;
      case CONNECTED -> (in ? SelectionKey.OP_READ : 0) | (out ? SelectionKey.OP_WRITE : 0);
      case FRESH, CLOSED -> 0;
    };
  }

  @Override
  int events(int operations) {
    int events = 0;
    if ((operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
      events |= EPOLLIN;
    }
    if ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
      events |= EPOLLOUT;
    }
    return events;
  }

  @Override
  int ready() {
    boolean in = stash.hasRemaining() || inputEnded || fatal != 0 || hasAccepted();
    int end = inputEnded ? EPOLLRDHUP : 0;
    int hangUp = isHungUp() ? EPOLLHUP | EPOLLOUT | (fatal == 0 ? 0 : EPOLLERR) : 0;
    return (in ? EPOLLIN : 0) | end | hangUp;
  }

  private boolean hasAccepted() {
    if (server == null) {
      return false;
    }
    synchronized (readLock) {
      return !accepted.isEmpty();
    }
  }

  private boolean isHungUp() {
    return fatal != 0 || inputEnded && outputEnded;
  }

  @Override
  int poll(int events) throws IOException {
    int always = EPOLLERR | EPOLLHUP;
    if ((events & (EPOLLIN | EPOLLRDHUP)) != 0) {
      readAhead();
    }
    settle();
    int now = ready();
    switch (state) {
      case FRESH -> now |= EPOLLHUP | EPOLLOUT;
      case CONNECTING -> {}
      case CONNECTED -> {
        if ((events & EPOLLOUT) != 0 && (outputEnded || Selections.isWritable(channel))) {
          now |= EPOLLOUT;
        }
      }
      case LISTENING, CLOSED -> {}
    }
    now &= events | always;
    if ((events & EPOLLIN) != 0 && (now & EPOLLIN) == 0) {
      readWouldBlock();
    }
    if ((events & EPOLLOUT) != 0 && (now & EPOLLOUT) == 0) {
      writeWouldBlock();
    }
    return now;
  }

  private void readAhead() {
    boolean found = false;
    synchronized (readLock) {
      try {
        if (state == State.LISTENING && accepted.isEmpty()) {
          SocketChannel next = takeConnection();
          found = next != null && accepted.add(next);
        } else if (state == State.CONNECTED && !stash.hasRemaining() && !inputEnded) {
          ByteBuffer buffer = ByteBuffer.allocate(STASH_BYTES);
          long count = receive(buffer);
          found = count > 0;
          stash = buffer.flip();
        }
      } catch (IOException _) {
        found = true; // recorded, and reported by the next call
      }
    }
    if (found) {
      for (Watch watch : watches()) {
        // A thread that is parked would have seen an event, which there is none of now.
        if (watch.owesReport()) {
          watch.set.post(watch, EPOLLIN);
        }
      }
    }
  }

  @Override
  synchronized void bind(SocketAddress address) throws IOException {
    if (bound != null || state != State.FRESH) {
      throw new ErrnoException(EINVAL);
    }
    ephemeral = address instanceof InetSocketAddress inet && inet.getPort() == 0;
    if (ephemeral) {
      options.sharing(channel, () -> channel.bind(address));
    } else {
      bindWithRetry(channel, address, () -> channel.bind(address));
    }
    if (mode >= 0 && address instanceof UnixDomainSocketAddress unix) {
      FileCalls.chmod(unix.getPath(), mode);
    }
    bound = channel.getLocalAddress();
  }

  @Override
  synchronized void listen(int backlog) throws IOException {
    if (state == State.LISTENING) {
      return;
    }
    if (state != State.FRESH) {
      throw new ErrnoException(EINVAL);
    }
    if (bound == null && family == SysSocket.AF_UNIX) {
      throw new ErrnoException(EINVAL);
    }
    ServerSocketChannel listener = ServerSocketChannel.open(protocolFamily(family));
    try {
      listener.configureBlocking(false);
      options.copyTo(listener);
      SocketAddress address = bound == null ? wildcard() : bound;
      // NIO binds and listens in one call, on a channel of another kind.
      int queue = backlog <= 0 ? 1 : backlog;
      if (!ephemeral || !takesOver(listener, address, queue)) {
        bindAgain(listener, address, queue);
      }
      channel.close();
      channelClosed();
    } catch (Throwable t) {
      listener.close();
      replaceChannel();
      throw t;
    }
    server = listener;
    bound = listener.getLocalAddress();
    state = State.LISTENING;
    changed();
  }

  /** Binds beside this socket's channel, so that no other gets its port meanwhile. */
  private boolean takesOver(ServerSocketChannel listener, SocketAddress address, int queue)
      throws IOException {
    try {
      options.sharing(
          channel, () -> options.sharing(listener, () -> listener.bind(address, queue)));
      return true;
    } catch (java.net.BindException e) {
      return false; // not every system permits it
    }
  }

  private void bindAgain(ServerSocketChannel listener, SocketAddress address, int queue)
      throws IOException {
    channel.close();
    channelClosed();
    Set<PosixFilePermission> permissions = removeFile(address);
    bindWithRetry(listener, address, () -> listener.bind(address, queue));
    if (permissions != null) {
      Files.setPosixFilePermissions(((UnixDomainSocketAddress) address).getPath(), permissions);
    }
  }

  private SocketAddress wildcard() throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[isIp6() ? 16 : 4]), 0);
  }

  /** Removes the file that bind has made, to be made again; its permissions, or null. */
  private static Set<PosixFilePermission> removeFile(SocketAddress address) throws IOException {
    if (!(address instanceof UnixDomainSocketAddress unix)) {
      return null;
    }
    Path path = unix.getPath();
    Set<PosixFilePermission> permissions = null;
    try {
      permissions = Files.getPosixFilePermissions(path);
    } catch (UnsupportedOperationException _) {
      // Windows has none.
    }
    Files.deleteIfExists(path);
    return permissions;
  }

  @Override
  StreamHandle accept() throws IOException {
    if (state != State.LISTENING) {
      throw new ErrnoException(EINVAL);
    }
    SocketChannel next;
    synchronized (readLock) {
      next = accepted.poll();
      next = next == null ? takeConnection() : next;
    }
    if (next == null) {
      readWouldBlock();
      throw new ErrnoException(EAGAIN);
    }
    try {
      StreamHandle connected = new StreamHandle(family, protocol, next);
      connected.options.inherit(options, server);
      return connected;
    } catch (Throwable t) {
      next.close();
      throw t;
    }
  }

  private SocketChannel takeConnection() throws IOException {
    while (true) {
      SocketChannel next = server.accept();
      if (next == null || !options.excludesIp4() || !isIp4(next.getRemoteAddress())) {
        return next;
      }
      next.close();
    }
  }

  @Override
  synchronized void connect(SocketAddress address) throws IOException {
    switch (state) {
      case FRESH -> {
        int failed = takeConnectError();
        if (failed != 0) {
          throw new ErrnoException(failed);
        }
        begin(address);
      }
      case CONNECTING -> {
        if (!finish()) {
          writeWouldBlock();
          throw new ErrnoException(EALREADY);
        }
      }
      case CONNECTED -> throw new ErrnoException(address == null ? EINVAL : EISCONN);
      case LISTENING, CLOSED -> throw new ErrnoException(EINVAL);
    }
  }

  private void begin(SocketAddress address) throws IOException {
    if (address == null) {
      return; // there is no association to end
    }
    boolean done;
    try {
      done = channel.connect(reachable(checkFamily(address)));
    } catch (IOException | RuntimeException e) {
      replaceChannel();
      throw e;
    }
    if (!done && family == SysSocket.AF_UNIX) {
      // The listener's backlog is full. NIO would wait for what provides no readiness event.
      replaceChannel();
      throw new ErrnoException(EAGAIN);
    }
    state = done ? State.CONNECTED : State.CONNECTING;
    changed();
    if (!done) {
      writeWouldBlock();
      throw new ErrnoException(EINPROGRESS);
    }
  }

  /** The wildcard is this host, connect(2) on Linux. */
  private SocketAddress reachable(SocketAddress address) throws IOException {
    if (!(address instanceof InetSocketAddress inet) || !inet.getAddress().isAnyLocalAddress()) {
      return address;
    }
    byte[] loopback = isIp6() ? new byte[16] : new byte[] {127, 0, 0, 1};
    if (isIp6()) {
      loopback[15] = 1;
    }
    return new InetSocketAddress(InetAddress.getByAddress(loopback), inet.getPort());
  }

  /** Whether a connect is complete; throws where it has failed. */
  private boolean finish() throws IOException {
    boolean done;
    try {
      done = channel.finishConnect();
    } catch (IOException e) {
      replaceChannel();
      throw e;
    }
    if (done) {
      state = State.CONNECTED;
      changed();
    }
    return done;
  }

  /** NIO closes a channel whose connect has failed. A socket can connect again. */
  private void replaceChannel() throws IOException {
    channel.close();
    state = State.FRESH;
    channelClosed();
    SocketChannel fresh = SocketChannel.open(protocolFamily(family));
    try {
      fresh.configureBlocking(false);
      channel = fresh;
      options.copyTo(fresh);
      if (bound != null) {
        removeFile(bound);
        bindWithRetry(fresh, bound, () -> fresh.bind(bound));
      }
    } catch (IOException e) {
      // Its address is taken by now; the next call on it fails.
      bound = null;
    }
    changed();
  }

  /** Has a connect that is complete take effect, as in the kernel it does by itself. */
  private void settle() {
    if (state != State.CONNECTING) {
      return;
    }
    synchronized (this) {
      try {
        if (state == State.CONNECTING) {
          finish();
        }
      } catch (IOException e) {
        error = Errnos.of(e);
      }
    }
  }

  @Override
  int takeError() {
    int taken = takeConnectError();
    if (taken == 0 && state == State.CONNECTED) {
      readAhead(); // NIO tells of a reset by a read alone
      return fatal;
    }
    return taken;
  }

  private synchronized int takeConnectError() {
    settle();
    int taken = error;
    error = 0;
    return taken;
  }

  @Override
  SocketAddress local() throws IOException {
    if (unnamed) {
      return null;
    }
    ServerSocketChannel listener = server;
    return listener == null ? channel.getLocalAddress() : listener.getLocalAddress();
  }

  @Override
  SocketAddress peer() throws IOException {
    settle();
    if (unnamed) {
      return null;
    }
    SocketAddress peer = state == State.CONNECTED ? channel.getRemoteAddress() : null;
    if (peer == null || inputEnded && outputEnded && fatal != 0) {
      throw new ErrnoException(ENOTCONN);
    }
    return peer;
  }

  @Override
  long send(ByteBuffer from, int flags, SocketAddress to) throws IOException {
    checkFlags(flags, SEND_FLAGS | MSG_OOB, "send");
    checkConnected(EPIPE);
    if (outputEnded) {
      throw new ErrnoException(brokenPipe());
    }
    if ((flags & MSG_OOB) != 0) {
      return sendUrgent(from);
    }
    int size = from.remaining();
    long count;
    try {
      count = written(from);
    } catch (ErrnoException e) {
      throw e.errno == EPIPE ? new ErrnoException(brokenPipe()) : e;
    }
    if (count == 0 && size > 0) {
      writeWouldBlock();
      throw new ErrnoException(EAGAIN);
    }
    return count;
  }

  private long written(ByteBuffer from) throws IOException {
    synchronized (writeLock) {
      try {
        return channel.write(from);
      } catch (ClosedChannelException e) {
        throw new ErrnoException(channel.isOpen() ? EPIPE : mortise.sys.SysErrno.EBADF);
      } catch (IOException e) {
        throw ended(e);
      }
    }
  }

  /** The reset that a read has taken from the kernel, of which unix(7) tells no send; or EPIPE. */
  private int brokenPipe() {
    synchronized (readLock) {
      return fatal != 0 && family != SysSocket.AF_UNIX ? fatal : EPIPE;
    }
  }

  private void checkConnected(int otherwise) throws IOException {
    settle();
    switch (state) {
      case CONNECTED -> {}
      case CONNECTING -> throw new ErrnoException(EAGAIN);
      case FRESH, LISTENING, CLOSED -> throw new ErrnoException(otherwise);
    }
  }

  /** The last byte is the urgent one. */
  private long sendUrgent(ByteBuffer from) throws IOException {
    if (family == SysSocket.AF_UNIX) {
      throw ErrnoException.needsLinux(EOPNOTSUPP, "MSG_OOB on a UNIX socket");
    }
    if (!from.hasRemaining()) {
      return 0;
    }
    if (from.remaining() > 1) {
      ByteBuffer before = from.slice(from.position(), from.remaining() - 1);
      return send(before, 0, null);
    }
    channel.socket().sendUrgentData(from.get());
    return 1;
  }

  /** Records an error that has ended the connection. */
  private ErrnoException ended(IOException e) {
    int errno = Errnos.of(e);
    if (errno == ECONNRESET) {
      fatal = errno; // before the ends that it explains
      inputEnded = true;
    }
    if (errno == ECONNRESET || errno == EPIPE) {
      outputEnded = true;
    }
    return new ErrnoException(errno, errno == EIO ? e.getMessage() : null);
  }

  @Override
  long recv(ByteBuffer into, int flags, Arrival arrival) throws IOException {
    if ((flags & MSG_OOB) != 0) {
      throw ErrnoException.needsLinux(EOPNOTSUPP, "MSG_OOB for a receive");
    }
    checkFlags(flags, RECV_FLAGS | MSG_TRUNC, "recv");
    checkConnected(ENOTCONN);
    if ((flags & MSG_TRUNC) != 0) {
      throw ErrnoException.needsLinux(EOPNOTSUPP, "MSG_TRUNC on a stream");
    }
    synchronized (readLock) {
      if (!into.hasRemaining()) {
        return 0;
      }
      return (flags & MSG_PEEK) != 0 ? peek(into) : take(into);
    }
  }

  private long take(ByteBuffer into) throws IOException {
    ByteBuffer ahead = stash;
    if (ahead.hasRemaining()) {
      int count = Math.min(ahead.remaining(), into.remaining());
      into.put(ahead.slice(ahead.position(), count));
      ahead.position(ahead.position() + count);
      if (!ahead.hasRemaining()) {
        stash = EMPTY;
      }
      if (into.hasRemaining()) {
        readWouldBlock(); // the caller may take a short result for the last
      }
      return count;
    }
    return receive(into);
  }

  /** Takes more, until there is as much ahead as is asked for, or no more has come. */
  private long peek(ByteBuffer into) throws IOException {
    int wanted = into.remaining();
    if (stash.remaining() < wanted && !inputEnded && fatal == 0) {
      ByteBuffer more = ByteBuffer.allocate(Math.max(wanted, STASH_BYTES));
      more.put(stash.duplicate());
      boolean some = more.position() > 0;
      try {
        receive(more);
      } catch (IOException e) {
        if (!some) {
          throw e;
        }
      }
      stash = more.flip();
    }
    int count = Math.min(stash.remaining(), wanted);
    into.put(stash.slice(stash.position(), count));
    if (count == 0 && fatal != 0) {
      throw new ErrnoException(fatal);
    }
    return count;
  }

  /** Reads from the channel; 0 is the end. */
  private long receive(ByteBuffer into) throws IOException {
    if (inputEnded) {
      if (fatal != 0) {
        throw new ErrnoException(fatal);
      }
      return 0;
    }
    long count;
    try {
      count = channel.read(into);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw ended(e);
    }
    if (count < 0) {
      synchronized (writeLock) {
        // A write may have taken the reset from the kernel, which reports the end to others then.
        inputEnded = true;
      }
      if (fatal != 0) {
        throw new ErrnoException(fatal);
      }
      return 0;
    }
    if (into.hasRemaining()) {
      readWouldBlock();
    }
    if (count == 0) {
      throw new ErrnoException(EAGAIN);
    }
    return count;
  }

  @Override
  void shutdown(int how) throws IOException {
    if (state == State.LISTENING && how != SHUT_WR) {
      throw ErrnoException.needsLinux(EOPNOTSUPP, "shutdown of a listening socket");
    }
    if (state != State.CONNECTED) {
      throw new ErrnoException(ENOTCONN);
    }
    try {
      if (how == SHUT_RD || how == SHUT_RDWR) {
        channel.shutdownInput();
        inputEnded = true;
        happened(EPOLLIN | EPOLLRDHUP);
      }
      if (how == SHUT_WR || how == SHUT_RDWR) {
        channel.shutdownOutput();
        outputEnded = true;
        happened(EPOLLOUT);
      }
    } catch (IOException e) {
      throw ended(e);
    }
  }

  @Override
  int ioctl(int request, MemorySegment argument) throws IOException {
    if (request != SysIoctl.FIONREAD || state != State.CONNECTED) {
      return super.ioctl(request, argument);
    }
    int count = stash.remaining();
    if (family != SysSocket.AF_UNIX && !inputEnded) {
      count += channel.socket().getInputStream().available();
    }
    argument.set(ValueLayout.JAVA_INT_UNALIGNED, 0, count);
    return 0;
  }

  @Override
  void close() {
    State before;
    synchronized (this) {
      before = state;
      state = State.CLOSED;
    }
    try {
      if (before == State.CONNECTED && stash.hasRemaining() && family != SysSocket.AF_UNIX) {
        // The kernel resets a connection whose input was not read, tcp(7); what is ahead counts.
        channel.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException _) {
      // Then it ends in order.
    }
    closeQuietly(channel);
    ServerSocketChannel listener = server;
    if (listener != null) {
      closeQuietly(listener);
      synchronized (readLock) {
        accepted.forEach(StreamHandle::closeQuietly);
        accepted.clear();
      }
    }
  }

  static void closeQuietly(java.nio.channels.Channel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // The descriptor is gone all the same.
    }
  }
}
