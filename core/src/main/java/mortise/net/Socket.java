package mortise.net;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.PooledBuffer;
import mortise.sys.Fcntl;
import mortise.sys.PollH;
import mortise.sys.Pollfd;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.Unistd;

/**
 * A BSD socket: the end of a channel, with the calls that C has.
 *
 * <p>A server opens, {@linkplain #bind binds}, {@linkplain #listen listens}, {@linkplain #accept
 * accepts}, sends and receives, and closes. A client opens, {@linkplain #connect connects}, sends
 * and receives, and closes.
 *
 * <p><b>Waiting.</b> Calls block their caller until they are done, for the socket's {@link
 * #timeout()} at the most, or until the {@link Deadline} that was given. A virtual thread is parked
 * and its carrier goes on. {@link #close} from another thread wakes every call that waits, and so
 * does {@link Thread#interrupt}, which leaves the socket open and the interrupt flag set.
 *
 * <p><b>Threads.</b> Any number of threads may use one socket at once; each call is one system call
 * and the kernel keeps them apart. Calls that move a buffer in several parts ({@link #sendAll}) do
 * not lock the socket meanwhile.
 *
 * <p><b>Errors.</b> What the kernel refuses comes as a JDK exception that is a {@link
 * SocketFailure}: {@link java.net.BindException}, {@link java.net.ConnectException}, {@link
 * java.net.NoRouteToHostException}, {@link java.net.PortUnreachableException}, {@link
 * java.net.SocketTimeoutException} for a wait that was too long, {@link
 * java.io.InterruptedIOException}, and {@link java.net.SocketException} for all else. An argument
 * that cannot be right is an {@link IllegalArgumentException} before any call is made.
 *
 * <p>The error that ends a connection, such as ECONNRESET or ETIMEDOUT, is thrown by every call
 * that follows, and {@link Option#SO_ERROR} keeps reporting it, where C reports it once and then an
 * orderly end or EPIPE. Bytes that arrived before are received first. Datagram sockets report each
 * error once.
 *
 * <p><b>Closing.</b> A socket that is dropped without {@link #close} is closed some time after the
 * collector has noticed, as those of {@code java.net} are, and the UNIX file that it was to remove
 * is removed. That is no replacement for a close, since it may take long. A socket stays open while
 * a call on it goes on, and while a stream or channel of it, a {@link Poll} or a {@link Splice} is
 * reachable; a program that keeps its {@linkplain #fileno number} alone has to keep the socket too,
 * or to {@linkplain #detach detach} it.
 *
 * <p>A socket is closed on exec and never raises SIGPIPE.
 */
public final class Socket implements Closeable {
  private static final int OPEN_FLAGS = SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
  private static final int SEND_FLAGS = SysSocket.MSG_NOSIGNAL | SysSocket.MSG_DONTWAIT;

  /** Connections that were given up while they were queued, and that one accept passes over. */
  private static final int MOST_ABORTED = 64;

  private static final MemorySegment NO_MEMORY = MemorySegment.NULL;

  private static final Attempt BIND = (fd, address, flags) -> SysSocket.bind(fd, address);
  private static final Attempt LISTEN = (fd, memory, backlog) -> SysSocket.listen(fd, backlog);
  private static final Attempt SHUTDOWN = (fd, memory, how) -> SysSocket.shutdown(fd, how);
  private static final Attempt CONNECT = (fd, address, flags) -> SysSocket.connect(fd, address);
  private static final Attempt CONNECTED = (fd, address, flags) -> connected(fd, address);

  private final SocketEndpoint endpoint;

  Socket(int fd, Family family, Type type, Protocol protocol) {
    this.endpoint = new SocketEndpoint(fd, family, type.withoutFlags(), protocol);
    if (type.isNonBlocking()) {
      endpoint.timeout = Duration.ZERO;
    }
  }

  /** A TCP socket over IPv4: {@code open(Family.INET, Type.STREAM)}. */
  public static Socket open() throws IOException {
    return open(Family.INET, Type.STREAM);
  }

  /** A socket with the usual protocol of its family and type, socket(2). */
  public static Socket open(Family family, Type type) throws IOException {
    return open(family, type, Protocol.DEFAULT);
  }

  /**
   * A socket, socket(2).
   *
   * @throws java.net.SocketException when the kernel has no such socket (EAFNOSUPPORT,
   *     EPROTONOSUPPORT, ESOCKTNOSUPPORT), the caller may not have it (EPERM, EACCES), or no
   *     descriptor is left (EMFILE, ENFILE)
   */
  public static Socket open(Family family, Type type, Protocol protocol) throws IOException {
    long begin = Trace.begin();
    long fd = SysSocket.socket(family.number(), type.number() | OPEN_FLAGS, protocol.number());
    if (begin != 0) {
      traceNew(begin, "socket", -1, family + ", " + type + ", " + protocol, fd, (int) fd);
    }
    if (fd < 0) {
      throw SocketExceptions.of(fd, "socket", null, null, 0);
    }
    return made((int) fd, family, type, protocol);
  }

  /** Two connected sockets with the usual protocol, mostly of {@link Family#UNIX}. */
  public static SocketPair pair(Family family, Type type) throws IOException {
    return pair(family, type, Protocol.DEFAULT);
  }

  /**
   * Two connected sockets, socketpair(2). Besides {@link Family#UNIX}, Linux has pairs of {@link
   * Family#TIPC}.
   *
   * @throws java.net.SocketException when the kernel has no such pair (EOPNOTSUPP, EAFNOSUPPORT,
   *     EPROTONOSUPPORT), or no descriptor is left (EMFILE, ENFILE)
   */
  public static SocketPair pair(Family family, Type type, Protocol protocol) throws IOException {
    int[] fds = new int[2];
    long begin = Trace.begin();
    int number = protocol.number();
    long result = SysSocket.socketpair(family.number(), type.number() | OPEN_FLAGS, number, fds);
    if (begin != 0) {
      String pair = ", " + protocol + ", [" + fds[0] + ", " + fds[1] + "]";
      traceNew(begin, "socketpair", -1, family + ", " + type + pair, result, fds);
    }
    if (result < 0) {
      throw SocketExceptions.of(result, "socketpair", null, null, 0);
    }
    Socket first;
    try {
      first = made(fds[0], family, type, protocol);
    } catch (Throwable t) {
      Unistd.close(fds[1]);
      throw t;
    }
    return new SocketPair(first, made(fds[1], family, type, protocol));
  }

  /** The object of a new descriptor, which is closed where there is no memory for the object. */
  private static Socket made(int fd, Family family, Type type, Protocol protocol) {
    try {
      return new Socket(fd, family, type, protocol);
    } catch (Throwable t) {
      Unistd.close(fd);
      throw t;
    }
  }

  /**
   * A TCP connection to a host, by whatever address of it answers, for as long as it takes.
   *
   * <p>It is not called connect, since {@code socket.connect(host, port, timeout)} would then
   * compile and leave that socket unconnected.
   */
  public static Socket dial(String host, int port) throws IOException {
    return dial(host, port, null, Deadline.NEVER);
  }

  /**
   * The same within a time, the look-up included.
   *
   * @param timeout null for ever, zero never waits: only a numeric host can be reached so, and
   *     hardly
   * @throws IllegalArgumentException when it is negative
   */
  public static Socket dial(String host, int port, Duration timeout) throws IOException {
    return dial(host, port, null, timeout == null ? Deadline.NEVER : Deadline.after(timeout));
  }

  /**
   * A TCP connection to a host: all its addresses are looked up and tried, IPv6 and IPv4 in turn, a
   * quarter of a second after each other or as soon as one has failed; the first connection that is
   * established is the result, and the others are closed (RFC 8305).
   *
   * @param host a name, a numeric address, or empty for this host
   * @param local where to bind before, or null; only addresses of its family are tried
   * @throws java.net.UnknownHostException when the name has no address
   * @throws java.net.SocketTimeoutException when the deadline passes first
   * @throws java.net.ConnectException when no address answers; as the other exceptions it names
   *     every address that was tried with its reason, and has the reasons' own exceptions
   *     {@linkplain Throwable#getSuppressed suppressed}
   */
  public static Socket dial(String host, int port, Inet local, Deadline deadline)
      throws IOException {
    return HostConnector.dial(host, port, local, deadline);
  }

  /**
   * A stream socket that is bound and listens, as Python's create_server makes it: an Internet
   * address may be one that old connections still linger on, and IPv6 is without IPv4.
   *
   * @throws java.net.BindException as of {@link #bind(Address)}
   */
  public static Socket listener(Address address) throws IOException {
    return HostConnector.listener(address, false);
  }

  /**
   * The same on all addresses of this host, of IPv6 and IPv4 where there are both; peers of IPv4
   * then have mapped addresses.
   */
  public static Socket listener(int port) throws IOException {
    boolean both = hasDualStack();
    return HostConnector.listener((both ? Inet6.ANY : Inet4.ANY).withPort(port), both);
  }

  /** Whether a socket of IPv6 can have the traffic of IPv4 too, on this host. */
  public static boolean hasDualStack() {
    return HostConnector.hasDualStack();
  }

  /**
   * A socket around a descriptor that somebody else opened or handed over: inherited from the
   * parent process, received over a UNIX socket, or {@linkplain #detach detached}. Family, type and
   * protocol are found out. The descriptor becomes the socket's, non-blocking and closed on exec.
   *
   * <p>Being non-blocking belongs to what the descriptor refers to, so another process that shares
   * it sees the change.
   *
   * @throws java.net.SocketException when there is no such descriptor (EBADF) or it is no socket
   *     (ENOTSOCK); it is left as it was
   */
  public static Socket ofDescriptor(int fd) throws IOException {
    return DescriptorAdoption.adopt(fd, true);
  }

  /**
   * A socket around a descriptor as {@link #ofDescriptor} makes it, save that O_NONBLOCK of the
   * open socket is left as it is, for descriptors that another process goes on using as blocking
   * ones, such as a shell's standard input. Receiving and sending wait as on every other socket
   * (MSG_DONTWAIT). accept(2) has no such flag: it is called when poll(2) reports a connection, so
   * where another process takes that connection first, the thread blocks in the kernel until the
   * next one. {@link #connect} and {@link #splice} are refused, {@link #sendFile} copies.
   *
   * @throws java.net.SocketException as of {@link #ofDescriptor}
   */
  public static Socket ofSharedDescriptor(int fd) throws IOException {
    return DescriptorAdoption.adopt(fd, false);
  }

  /** The machinery's view of this socket. */
  SocketEndpoint endpoint() {
    return endpoint;
  }

  /** The family that the socket was opened with. */
  public Family family() {
    return endpoint.family;
  }

  /** The type that the socket was opened with. */
  public Type type() {
    return endpoint.type;
  }

  /** The protocol that the socket was opened with. */
  public Protocol protocol() {
    return endpoint.protocol;
  }

  /**
   * The descriptor's number, or -1 when the socket is closed or {@linkplain #detach detached}. The
   * number belongs to the socket: closing it by other means breaks the socket.
   */
  public int fileno() {
    return isOpen() ? endpoint.number() : -1;
  }

  /** Whether the socket has not been closed. */
  public boolean isOpen() {
    return endpoint.descriptor.isOpen();
  }

  /** How long a call may wait: null (the default) for ever, zero not at all. */
  public Duration timeout() {
    return endpoint.timeout;
  }

  /**
   * Bounds the wait of every later call that has no deadline of its own.
   *
   * @param timeout null waits for ever, zero never waits
   * @throws IllegalArgumentException when it is negative
   */
  public Socket timeout(Duration timeout) {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout " + timeout + " is negative");
    }
    endpoint.timeout = timeout;
    return this;
  }

  private Deadline deadline() {
    return endpoint.deadline();
  }

  /**
   * Gives the socket its address, bind(2). Port 0 lets the kernel choose one.
   *
   * <p>Binding to a UNIX path makes a file. As in C, it must not exist, stays there when the socket
   * is closed, and has the mode that the umask leaves; {@link #bind(UnixBinding)} does all that in
   * another way. A path may be longer than the 107 bytes that the kernel takes, as long as its last
   * component is not (some 85 bytes); the kernel then takes {@code /proc/self/fd/N/NAME} for the
   * address, and shows it to peers, who cannot send to it. {@link Unix#UNNAMED} lets the kernel
   * choose an abstract name.
   *
   * @throws java.net.BindException when the address is in use (EADDRINUSE), not this host's
   *     (EADDRNOTAVAIL), or not for this user (EACCES)
   */
  public void bind(Address address) throws IOException {
    try (KernelAddress name = KernelAddress.toBind(endpoint, address)) {
      long begin = Trace.begin();
      long result = endpoint.descriptor.call(BIND, name.sockaddr(), 0);
      endpoint.trace(begin, "bind", result, address);
      if (result < 0) {
        throw SocketExceptions.of(result, "bind", address, null, 0);
      }
    }
  }

  /**
   * Binds to a host and port; the host is numeric or a name that is looked up in the socket's
   * family. An empty host is all interfaces. A socket whose timeout is zero waits for the look-up
   * of a name, as Python's does.
   *
   * @throws java.net.UnknownHostException when the name has no address of the family, or the host
   *     is a numeric one of another family
   */
  public void bind(String host, int port) throws IOException {
    bind(Resolver.resolve(host, port, family(), type(), lookupDeadline()).getFirst());
  }

  /** No look-up ends without waiting, so on a socket that does not wait it is not bounded. */
  private Deadline lookupDeadline() {
    Duration bound = timeout();
    return bound != null && bound.isZero() ? Deadline.NEVER : deadline();
  }

  /**
   * Makes the socket one that accepts, listen(2).
   *
   * @param backlog how many connections may wait to be accepted; the kernel bounds it by {@code
   *     net.core.somaxconn}
   * @throws IllegalArgumentException when {@code backlog} is negative
   */
  public void listen(int backlog) throws IOException {
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog " + backlog + " is negative");
    }
    endpoint.call("listen", LISTEN, NO_MEMORY, backlog, backlog);
  }

  /** Listens with the longest queue that the kernel allows. */
  public void listen() throws IOException {
    listen(SysSocket.SOMAXCONN);
  }

  /**
   * Waits for a connection and takes it from the queue, accept(2). The peer's address is the new
   * socket's {@link #peerAddress}. A connection that its peer gave up while it was queued is passed
   * over, and 64 of them in a row are an error (ECONNABORTED, EPROTO).
   *
   * @throws java.net.SocketException when the socket does not listen (EINVAL), or no descriptor is
   *     left (EMFILE, ENFILE; the connection stays in the queue)
   */
  public Socket accept() throws IOException {
    return accept(deadline());
  }

  /** The same, with a deadline of its own. */
  public Socket accept(Deadline deadline) throws IOException {
    // AF_ALG has no peers, and the kernel fails with ECONNABORTED where one asks for their address.
    MemorySegment storage = family().equals(Family.ALG) ? NO_MEMORY : Sockaddr.allocate();
    int[] length = new int[1];
    boolean asksFirst = endpoint.blocking;
    Attempt accept =
        (fd, memory, flags) ->
            asksFirst && !isReadable(fd) ? -SysErrno.EAGAIN : accept(fd, storage, length);
    long begin = Trace.begin();
    long fd = endpoint.descriptor.call(Direction.READ, accept, storage, 0, deadline.waitLimit);
    Address from;
    try {
      from = fd < 0 ? null : Sockaddr.decode(storage, length[0]);
      if (begin != 0) {
        String peer = from == null ? "NULL" : from.toString();
        traceNew(begin, "accept", endpoint.number(), peer, fd, (int) fd);
      }
    } catch (RuntimeException | Error e) {
      // No memory for the address, most likely; the number would stay open for good.
      if (fd >= 0) {
        Unistd.close((int) fd);
      }
      throw e;
    }
    if (fd < 0) {
      throw endpoint.failure("accept", fd, 0);
    }
    Socket accepted = made((int) fd, family(), type(), protocol());
    accepted.endpoint.peer = from;
    return accepted;
  }

  private static boolean isReadable(int fd) {
    return PollH.poll(Pollfd.of(fd, PollH.POLLIN)) != 0;
  }

  private static long accept(int fd, MemorySegment storage, int[] length) {
    long result;
    int tries = 0;
    do {
      length[0] = (int) storage.byteSize();
      result = SysSocket.accept4(fd, storage, length, OPEN_FLAGS);
    } while ((result == -SysErrno.ECONNABORTED || result == -SysErrno.EPROTO)
        && ++tries < MOST_ABORTED);
    return result;
  }

  /**
   * Connects, connect(2); a datagram socket gets a default peer. A UNIX path may be of any length.
   *
   * @throws java.net.ConnectException when the peer refuses (ECONNREFUSED), does not answer the
   *     kernel in time (ETIMEDOUT), or is not there (ENOENT for a UNIX path)
   * @throws java.net.SocketTimeoutException when the socket's timeout ends the wait; the attempt
   *     goes on in the kernel, and close ends it
   */
  public void connect(Address address) throws IOException {
    connect(address, deadline());
  }

  /** The same, with a deadline of its own. */
  public void connect(Address address, Deadline deadline) throws IOException {
    endpoint.checkNonBlocking("connect");
    try (KernelAddress name = KernelAddress.toReach("connect", endpoint, address)) {
      endpoint.peer = address;
      long begin = Trace.begin();
      long result =
          endpoint.descriptor.connect(CONNECT, CONNECTED, name.sockaddr(), deadline.waitLimit);
      endpoint.trace(begin, "connect", result, address);
      if (result < 0) {
        throw SocketExceptions.of(result, "connect", null, address, 0);
      }
    }
  }

  /**
   * Connects, and returns 0 or the errno instead of throwing it, as Python's {@code connect_ex}
   * does. EINPROGRESS where the socket's timeout is zero, EAGAIN where a longer one has passed.
   *
   * @throws IOException for what is no errno: an interrupt, or a socket that was closed
   */
  public int connectEx(Address address) throws IOException {
    try {
      connect(address);
      return 0;
    } catch (IOException e) {
      boolean ended = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
      if (ended || !isOpen() || !(e instanceof SocketFailure failure)) {
        throw e;
      }
      int errno = failure.errno().number();
      return errno == SysErrno.ETIMEDOUT && e instanceof SocketTimeoutException
          ? SysErrno.EAGAIN
          : errno;
    }
  }

  /**
   * Connects to a host and port; the host is numeric or a name that is looked up in the socket's
   * family, and the addresses are tried in turn. A socket whose timeout is zero waits for the
   * look-up of a name, as Python's does, and then begins to connect to its first address:
   * EINPROGRESS.
   *
   * @throws java.net.UnknownHostException when the name has no address of the family, or the host
   *     is a numeric one of another family
   */
  public void connect(String host, int port) throws IOException {
    Deadline lookup = lookupDeadline();
    Deadline deadline = Duration.ZERO.equals(timeout()) ? Deadline.NOW : lookup;
    IOException failure = null;
    for (Address address : Resolver.resolve(host, port, family(), type(), lookup)) {
      try {
        connect(address, deadline);
        return;
      } catch (java.net.ConnectException | java.net.NoRouteToHostException e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
      }
    }
    throw failure;
  }

  /**
   * What became of a connect: 0, its error, or -EALREADY while it goes on. Asked by connect itself,
   * since SO_ERROR leaves the kernel's socket connecting, and the next connect, to wherever, would
   * then say 0. A vsock(7) that is asked so after a failure only begins again: of it SO_ERROR
   * knows.
   */
  private static long connected(int fd, MemorySegment address) {
    if (Sockaddr.family(address) == SysSocket.AF_VSOCK) {
      int[] error = new int[1];
      int asked =
          SysSocket.getsockopt(
              fd,
              SysSocket.SOL_SOCKET,
              SysSocket.SO_ERROR,
              MemorySegment.ofArray(error),
              new int[] {Integer.BYTES});
      if (asked < 0 || error[0] != 0) {
        return asked < 0 ? asked : -error[0];
      }
    }
    long result = SysSocket.connect(fd, address);
    return result == -SysErrno.EISCONN ? 0 : result;
  }

  /**
   * Sends, send(2), and returns how many bytes the kernel took: on a stream perhaps fewer than
   * given, at most 128 KiB; of a message all or none. Waits while the kernel takes none.
   *
   * @throws java.net.SocketException when the peer has closed (EPIPE, ECONNRESET), or a message is
   *     too long (EMSGSIZE)
   */
  public int send(byte[] bytes) throws IOException {
    return send(bytes, 0, bytes.length);
  }

  /** The same for part of an array. */
  public int send(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return send(bytes, offset, length, deadline(), 0);
  }

  /** The same, bounded by a deadline. */
  public int send(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return send(bytes, offset, length, deadline, 0);
  }

  private int send(byte[] bytes, int offset, int length, Deadline deadline, long before)
      throws IOException {
    long begin = Trace.begin();
    int part = endpoint.part(length);
    long result = endpoint.descriptor.send(bytes, offset, part, SEND_FLAGS, deadline.waitLimit);
    if (begin != 0) {
      endpoint.traceBytes(begin, "send", result, slice(bytes, offset, length), length, Flags.NONE);
    }
    if (result < 0) {
      throw endpoint.failure("send", result, before);
    }
    return (int) result;
  }

  /** The same for what remains in a buffer, whose position moves by what was sent. */
  public int send(ByteBuffer buffer) throws IOException {
    int sent =
        buffer.hasArray()
            ? send(buffer.array(), first(buffer), buffer.remaining())
            : (int) send(MemorySegment.ofBuffer(buffer), Flags.NONE);
    buffer.position(buffer.position() + sent);
    return sent;
  }

  /** The same for a segment, with flags. */
  public long send(MemorySegment segment, Flags flags) throws IOException {
    return send(segment, flags, deadline());
  }

  /** The same, with a deadline of its own. */
  public long send(MemorySegment segment, Flags flags, Deadline deadline) throws IOException {
    long begin = Trace.begin();
    long result = endpoint.send(segment, flags, deadline);
    endpoint.traceBytes(begin, "send", result, segment, segment.byteSize(), flags);
    if (result < 0) {
      throw endpoint.failure("send", result, 0);
    }
    return result;
  }

  /**
   * Sends everything, in as many sends as it takes.
   *
   * @throws IOException as {@link #send(byte[])}; {@link SocketFailure#transferred} tells how many
   *     bytes had been sent before
   */
  public void sendAll(byte[] bytes) throws IOException {
    sendAll(bytes, 0, bytes.length);
  }

  /** The same for part of an array. */
  public void sendAll(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Deadline deadline = deadline();
    int sent = 0;
    do {
      sent += send(bytes, offset + sent, length - sent, deadline, sent);
    } while (sent < length);
  }

  /** The same for what remains in a buffer, whose position moves to its limit. */
  public void sendAll(ByteBuffer buffer) throws IOException {
    if (buffer.hasArray()) {
      sendAll(buffer.array(), first(buffer), buffer.remaining());
    } else {
      sendAll(MemorySegment.ofBuffer(buffer), Flags.NONE, deadline());
    }
    buffer.position(buffer.limit());
  }

  /** The same for a segment, with flags and one deadline for the whole. */
  public void sendAll(MemorySegment segment, Flags flags, Deadline deadline) throws IOException {
    long size = segment.byteSize();
    long sent = 0;
    do {
      MemorySegment rest = sent == 0 ? segment : segment.asSlice(sent);
      long begin = Trace.begin();
      long result = endpoint.send(rest, flags, deadline);
      endpoint.traceBytes(begin, "send", result, rest, rest.byteSize(), flags);
      if (result < 0) {
        throw endpoint.failure("send", result, sent);
      }
      sent += result;
    } while (sent < size);
  }

  /**
   * Sends a message to an address, sendto(2), and returns its length.
   *
   * @throws java.net.SocketException when it is too long (EMSGSIZE)
   * @throws java.net.PortUnreachableException when an earlier message to a connected peer met no
   *     socket there
   */
  public int sendTo(byte[] bytes, Address address) throws IOException {
    return (int) sendTo(MemorySegment.ofArray(bytes), Flags.NONE, address, deadline());
  }

  /** The same for what remains in a buffer, whose position moves by what was sent. */
  public int sendTo(ByteBuffer buffer, Address address) throws IOException {
    MemorySegment segment = MemorySegment.ofBuffer(buffer);
    int sent = (int) sendTo(segment, Flags.NONE, address, deadline());
    buffer.position(buffer.position() + sent);
    return sent;
  }

  /** The same for a segment, with flags and a deadline. */
  public long sendTo(MemorySegment segment, Flags flags, Address address, Deadline deadline)
      throws IOException {
    try (KernelAddress name = KernelAddress.toReach("sendto", endpoint, address)) {
      MemorySegment to = name.sockaddr();
      Attempt sendto =
          (fd, buffer, bits) -> SysSocket.sendto(fd, buffer, bits | SysSocket.MSG_NOSIGNAL, to);
      long begin = Trace.begin();
      long result = endpoint.sendTo(address, sendto, segment, flags, deadline);
      if (begin != 0) {
        String bytes = Trace.quote(segment, segment.byteSize());
        endpoint.trace(begin, "sendto", result, bytes, segment.byteSize(), flags, address);
      }
      if (result < 0) {
        throw SocketExceptions.of(result, "sendto", endpoint.localOrNull(), address, 0);
      }
      return result;
    }
  }

  /**
   * Receives at most {@code count} bytes, recv(2), and waits while there are none.
   *
   * <p>On a stream, what is more than {@code count} stays for the next call, and no bytes at all
   * mean that the peer has sent its last. Of a message, what is more than {@code count} is lost.
   * The array is as long as what came, and no more is allocated, so that {@code count} may be
   * Integer.MAX_VALUE.
   *
   * @throws IllegalArgumentException when {@code count} is negative
   * @throws java.net.SocketException when the connection broke (ECONNRESET), or there is none
   *     (ENOTCONN)
   */
  public byte[] recv(int count) throws IOException {
    return recv(count, Flags.NONE);
  }

  /** The same, with flags. */
  public byte[] recv(int count, Flags flags) throws IOException {
    return ArrayReceive.recv(endpoint, checkCount(count), flags, deadline());
  }

  /** The same into an array; returns the number of bytes, where 0 is the end of a stream. */
  public int recv(byte[] bytes) throws IOException {
    return recv(bytes, 0, bytes.length);
  }

  /** The same into part of an array. */
  public int recv(byte[] bytes, int offset, int length) throws IOException {
    return recv(bytes, offset, length, deadline());
  }

  /** The same, bounded by a deadline. */
  public int recv(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long begin = Trace.begin();
    int part = endpoint.part(length);
    long result = endpoint.descriptor.recv(bytes, offset, part, deadline.waitLimit);
    if (begin != 0) {
      endpoint.traceBytes(begin, "recv", result, slice(bytes, offset, length), result, Flags.NONE);
    }
    if (result < 0) {
      throw endpoint.failure("recv", result, 0);
    }
    return (int) result;
  }

  /** The same into what remains in a buffer, whose position moves by what was received. */
  public int recv(ByteBuffer buffer) throws IOException {
    int received =
        buffer.hasArray()
            ? recv(buffer.array(), first(buffer), buffer.remaining())
            : (int) recv(writable(buffer), Flags.NONE, deadline());
    buffer.position(buffer.position() + received);
    return received;
  }

  /** The same into a segment, with flags. */
  public long recv(MemorySegment segment, Flags flags) throws IOException {
    return recv(segment, flags, deadline());
  }

  /**
   * The same, with a deadline of its own.
   *
   * <p>On a stream, {@link Flags#WAITALL} receives until the segment is full or the stream ends;
   * what has come when the deadline passes or the thread is interrupted is returned. An error after
   * the first bytes is thrown, and {@link SocketFailure#transferred} tells how many there are.
   * {@link Flags#OOB} waits for urgent data, where C fails with EINVAL while there is none, and 0
   * is the end of the stream.
   */
  public long recv(MemorySegment segment, Flags flags, Deadline deadline) throws IOException {
    checkWritable(segment);
    if (endpoint.isStream() && flags.has(Flags.WAITALL) && !flags.has(Flags.OOB)) {
      return WaitAll.recv(endpoint, segment, flags, deadline);
    }
    long begin = Trace.begin();
    long result = endpoint.recv(segment, flags, deadline);
    endpoint.traceBytes(begin, "recv", result, segment, result, flags);
    if (result < 0) {
      throw endpoint.failure("recv", result, 0);
    }
    return result;
  }

  /**
   * Waits without holding a buffer until there is something to receive, and hands it to {@code
   * consumer} in a buffer that is lent for the length of that call. So a connection on which
   * nothing comes costs no buffer, and the buffers in use stay few.
   *
   * @return the number of bytes, at most 64 KiB, where 0 is the end of a stream or an empty
   *     message; the consumer sees neither
   */
  public int recv(BufferConsumer consumer) throws IOException {
    return recv(consumer, deadline());
  }

  /** The same, bounded by a deadline. */
  public int recv(BufferConsumer consumer, Deadline deadline) throws IOException {
    long begin = Trace.begin();
    PooledBuffer pooled = endpoint.descriptor.recv(deadline.waitLimit);
    try {
      long result = pooled.result();
      if (begin != 0) {
        MemorySegment segment = MemorySegment.ofArray(pooled.bytes());
        endpoint.traceBytes(begin, "recv", result, segment, result, Flags.NONE);
      }
      if (result < 0) {
        throw endpoint.failure("recv", result, 0);
      }
      if (result > 0) {
        consumer.accept(pooled.bytes(), (int) result);
      }
      return (int) result;
    } finally {
      pooled.release();
    }
  }

  /**
   * Receives a message of at most {@code count} bytes and its sender, recvfrom(2); what is more
   * than {@code count} is lost. As with {@link #recv(int)}, {@code count} may be any number.
   */
  public Datagram recvFrom(int count) throws IOException {
    return ArrayReceive.recvFrom(endpoint, checkCount(count), deadline());
  }

  /** The same into what remains in a buffer, whose position moves by what was received. */
  public Address recvFrom(ByteBuffer buffer) throws IOException {
    ReceiveResult received = recvFrom(writable(buffer), Flags.NONE, deadline());
    buffer.position(buffer.position() + (int) received.count());
    return received.sender();
  }

  /** The same into a segment, with flags and a deadline. */
  public ReceiveResult recvFrom(MemorySegment segment, Flags flags, Deadline deadline)
      throws IOException {
    checkWritable(segment);
    MemorySegment storage = Sockaddr.allocate();
    int[] length = new int[1];
    Attempt recvfrom =
        (fd, buffer, bits) -> {
          length[0] = (int) storage.byteSize();
          return SysSocket.recvfrom(fd, buffer, bits, storage, length);
        };
    long begin = Trace.begin();
    long result = endpoint.transfer(Direction.READ, recvfrom, segment, flags, deadline);
    Address sender = result < 0 ? null : endpoint.sender(storage, length[0]);
    if (begin != 0) {
      String bytes = Trace.quote(segment, Math.clamp(result, 0, segment.byteSize()));
      endpoint.trace(begin, "recvfrom", result, bytes, segment.byteSize(), flags, "" + sender);
    }
    if (result < 0) {
      throw endpoint.failure("recvfrom", result, 0);
    }
    return new ReceiveResult(result, sender);
  }

  /**
   * Receives at most {@code count} bytes and leaves them in the queue: {@link Flags#PEEK}. Waits
   * while there are none.
   */
  public byte[] peek(int count) throws IOException {
    return recv(count, Flags.PEEK);
  }

  /**
   * Sends a message, sendmsg(2), and returns how many of its bytes went: on a stream perhaps fewer
   * than it has, at most 128 KiB, with all that goes along; else all or none.
   *
   * @throws IllegalArgumentException when a part of the message cannot be sent, or a stream is to
   *     carry ancillary data without bytes
   * @throws java.net.SocketException when it is too long (EMSGSIZE), the kernel does not take the
   *     ancillary data (EINVAL, EPERM, ENOBUFS), or a descriptor to pass is not open (EBADF)
   */
  public long sendMessage(Message message) throws IOException {
    return sendMessage(message, Flags.NONE, deadline());
  }

  /** The same, with flags and a deadline of its own. */
  public long sendMessage(Message message, Flags flags, Deadline deadline) throws IOException {
    return Messages.send(endpoint, message, flags, deadline);
  }

  /**
   * Sends messages with one call, sendmmsg(2), and returns how many went: at least one, at most
   * 1024. It waits while the kernel takes none. An error that stops it after the first comes from
   * the next call, where the error stays: send what did not go again.
   *
   * @throws IllegalStateException when the socket is a stream, which does not keep messages apart
   */
  public int sendMessages(List<Message> messages) throws IOException {
    return sendMessages(messages, Flags.NONE, deadline());
  }

  /** The same, with flags and a deadline of its own. */
  public int sendMessages(List<Message> messages, Flags flags, Deadline deadline)
      throws IOException {
    return MessageBatch.send(endpoint, List.copyOf(messages), flags, deadline);
  }

  /**
   * Receives a message of at most {@code count} bytes, its sender and what goes along, recvmsg(2),
   * with room for 1024 bytes of ancillary data. What is longer is lost, which the message tells.
   * Where the peer may send descriptors, close the message.
   *
   * @throws IllegalArgumentException when {@code count} is negative
   */
  public ReceivedMessage recvMessage(int count) throws IOException {
    return recvMessage(count, Messages.ANCILLARY);
  }

  /** The same with other room for ancillary data: the sum of {@link Ancillary#space}. */
  public ReceivedMessage recvMessage(int count, int ancillaryBytes) throws IOException {
    return recvMessage(count, ancillaryBytes, Flags.NONE, deadline());
  }

  /** The same, with flags and a deadline of its own. WAITALL does nothing here. */
  public ReceivedMessage recvMessage(int count, int ancillaryBytes, Flags flags, Deadline deadline)
      throws IOException {
    return Messages.recv(endpoint, Messages.Capacity.of(count, ancillaryBytes), flags, deadline);
  }

  /**
   * Receives a message into the caller's buffers, filled one after the other; on a stream at most
   * 128 KiB.
   *
   * @throws IllegalArgumentException when one is read-only
   * @throws IllegalStateException when the arena of one is closed
   */
  public ReceivedMessage recvMessage(
      List<MemorySegment> buffers, int ancillaryBytes, Flags flags, Deadline deadline)
      throws IOException {
    return Messages.recv(endpoint, Messages.Capacity.of(buffers, ancillaryBytes), flags, deadline);
  }

  /**
   * Receives with one call all messages that are there, recvmmsg(2), and waits while there is none:
   * at least one, at most {@code max} and never more than 1024.
   */
  public List<ReceivedMessage> recvMessages(int max, int bytesEach) throws IOException {
    return recvMessages(max, bytesEach, Messages.ANCILLARY, Flags.NONE, deadline());
  }

  /** The same with other room for ancillary data, flags and a deadline. */
  public List<ReceivedMessage> recvMessages(
      int max, int bytesEach, int ancillaryBytes, Flags flags, Deadline deadline)
      throws IOException {
    Messages.Capacity each = Messages.Capacity.of(bytesEach, ancillaryBytes);
    return MessageBatch.recv(endpoint, max, each, flags, deadline);
  }

  /**
   * Sends the descriptors of sockets over a UNIX socket with some bytes, at least one on a stream;
   * {@code send_fds} in Python. The caller's sockets stay open.
   *
   * @return how many of the bytes went; all descriptors went with the first
   */
  public int sendDescriptors(byte[] bytes, Socket... sockets) throws IOException {
    return (int) sendMessage(Message.of(bytes).with(Descriptors.of(sockets)));
  }

  /** The same for descriptors of any kind, by number. */
  public int sendDescriptors(byte[] bytes, int... numbers) throws IOException {
    return (int) sendMessage(Message.of(bytes).with(Descriptors.of(numbers)));
  }

  /**
   * Receives at most {@code count} bytes and at most {@code max} descriptors, {@code recv_fds} in
   * Python. More descriptors than that are closed by the kernel, and the message says {@link
   * ReceivedMessage#ancillaryTruncated}.
   */
  public ReceivedMessage recvDescriptors(int count, int max) throws IOException {
    if (max < 0 || max > Descriptors.MAX) {
      throw new IllegalArgumentException("max " + max + " is not in 0.." + Descriptors.MAX);
    }
    return recvMessage(count, Ancillary.length(4 * max));
  }

  /**
   * Waits for an error and takes it from the error queue, ip(7), which IP_RECVERR or IPV6_RECVERR
   * turns on: an {@link ExtendedError}, the bytes that met it, and as the sender the address that
   * they were sent to. Times of sent packets and the ends of zero-copy sends come here too.
   */
  public ReceivedMessage recvError() throws IOException {
    return recvMessage(Messages.ERROR_BYTES, Messages.ANCILLARY, Flags.ERRQUEUE, deadline());
  }

  /**
   * Ends one half of the connection or both, shutdown(2). The descriptor stays open.
   *
   * @throws java.net.SocketException when there is no connection (ENOTCONN)
   */
  public void shutdown(Shutdown how) throws IOException {
    endpoint.call("shutdown", SHUTDOWN, NO_MEMORY, how.number, "SHUT_" + how);
  }

  /**
   * The value of an option, getsockopt(2).
   *
   * @throws UnsupportedOperationException when the option is write only
   * @throws java.net.SocketException when the socket has no such option (ENOPROTOOPT, EOPNOTSUPP)
   */
  public <T> T option(Option<T> option) throws IOException {
    return Options.read(endpoint, option);
  }

  /**
   * Sets an option, setsockopt(2).
   *
   * @return this socket
   * @throws IllegalArgumentException when the kernel's form of the option has no room for the value
   * @throws UnsupportedOperationException when the option is read only
   * @throws java.net.SocketException when the kernel refuses (ENOPROTOOPT, EINVAL, EPERM)
   */
  public <T> Socket option(Option<T> option, T value) throws IOException {
    Objects.requireNonNull(value, "the value of " + option);
    Options.write(endpoint, option, value);
    return this;
  }

  /**
   * The value of one of the JDK's options, of {@link java.net.StandardSocketOptions} or {@code
   * jdk.net.ExtendedSocketOptions}, with the JDK's type and units.
   *
   * @throws UnsupportedOperationException when mortise does not know the option
   */
  public <T> T option(java.net.SocketOption<T> option) throws IOException {
    return option.type().cast(JavaOptions.read(this, option.name()));
  }

  /**
   * Sets one of the JDK's options.
   *
   * @return this socket
   * @throws UnsupportedOperationException when mortise does not know the option, or it is read only
   * @throws IllegalArgumentException when the value is not one that the JDK takes
   */
  public <T> Socket option(java.net.SocketOption<T> option, T value) throws IOException {
    Objects.requireNonNull(value, "the value of " + option);
    JavaOptions.write(this, option.name(), value);
    return this;
  }

  /** Receives what is sent to a multicast group, ip(7), ipv6(7), RFC 3678. */
  public void join(Multicast group) throws IOException {
    option(group.join(), group);
  }

  /** Ends what {@link #join} began. */
  public void leave(Multicast group) throws IOException {
    option(group.leave(), group);
  }

  /** Of a joined group, no longer receives what one {@linkplain Multicast#from source} sends. */
  public void block(Multicast group) throws IOException {
    option(group.block(), group);
  }

  /** Ends what {@link #block} began. */
  public void unblock(Multicast group) throws IOException {
    option(group.unblock(), group);
  }

  /**
   * Waits until there is something to receive or to accept, or the stream has ended, without taking
   * it. Needs no buffer meanwhile.
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public void awaitReadable(Deadline deadline) throws IOException {
    await(Direction.READ, Events.IN.or(Events.RDHUP), deadline);
  }

  /** Waits until a send would take something, or a connect that was begun is done. */
  public void awaitWritable(Deadline deadline) throws IOException {
    await(Direction.WRITE, Events.OUT, deadline);
  }

  private void await(Direction direction, Events events, Deadline deadline) throws IOException {
    MemorySegment entry = Pollfd.of(-1, events.bits());
    Attempt poll =
        (fd, memory, flags) -> {
          Pollfd.set(memory, fd, events.bits());
          int ready = PollH.poll(memory);
          return ready == 0 ? -SysErrno.EAGAIN : ready;
        };
    long begin = Trace.begin();
    long result = endpoint.descriptor.call(direction, poll, entry, 0, deadline.waitLimit);
    endpoint.done(begin, "poll", result, events);
  }

  /**
   * Makes a system call of the caller's own that takes something from this socket, such as an ioctl
   * or a splice. While it says {@code -EAGAIN}, waits until there is something to receive.
   *
   * @param name what errors and traces call it
   * @param call gets the number, which stays this socket's while it runs, and says what the system
   *     call said: a value {@code >= 0} or {@code -errno}. It must not block.
   * @return the value
   * @throws IOException for the errno, as every other call does
   */
  public long tryReading(String name, IntToLongFunction call, Deadline deadline)
      throws IOException {
    return tried(Direction.READ, name, call, deadline);
  }

  /** The same for a call that gives something to this socket, and waits until it would take it. */
  public long tryWriting(String name, IntToLongFunction call, Deadline deadline)
      throws IOException {
    return tried(Direction.WRITE, name, call, deadline);
  }

  /**
   * Here 0 need not be an end, as it is where bytes are received; an error is kept all the same.
   */
  private Attempt noted(IntToLongFunction call) {
    return (fd, memory, flags) -> {
      long result = call.applyAsLong(fd);
      if (result < 0) {
        endpoint.descriptor.error((int) -result);
      }
      return result;
    };
  }

  private long tried(Direction direction, String name, IntToLongFunction call, Deadline deadline)
      throws IOException {
    Descriptor descriptor = endpoint.descriptor;
    descriptor.oneShot();
    long begin = Trace.begin();
    long result =
        direction == Direction.READ
            ? descriptor.call(direction, noted(call), NO_MEMORY, 0, deadline.waitLimit)
            : descriptor.transfer(
                direction, (fd, m, f) -> call.applyAsLong(fd), NO_MEMORY, 0, deadline.waitLimit);
    return endpoint.done(begin, name, result);
  }

  /**
   * A second descriptor for the same socket, dup(2), closed on its own. Both share everything but
   * their number and mortise's timeout.
   */
  public Socket dup() throws IOException {
    return DescriptorAdoption.dup(endpoint);
  }

  /**
   * Gives the descriptor away: the socket is closed as by {@link #close}, but the number stays open
   * and is the caller's to close. It is still non-blocking.
   *
   * @throws IllegalStateException when the socket was closed before
   */
  public int detach() {
    long begin = Trace.begin();
    int fd = endpoint.detach();
    if (fd < 0) {
      throw new IllegalStateException("the socket is closed");
    }
    endpoint.trace(begin, "detach", fd);
    return fd;
  }

  /** Whether programs that this process starts get the descriptor. False at first. */
  public boolean isInheritable() throws IOException {
    return (DescriptorAdoption.fcntl(endpoint, Fcntl.F_GETFD, 0) & Fcntl.FD_CLOEXEC) == 0;
  }

  /**
   * Says whether programs that this process starts get the descriptor. {@link ProcessBuilder}
   * closes all descriptors but the first three whatever is said here.
   */
  public void inheritable(boolean inheritable) throws IOException {
    endpoint.descriptor.share();
    DescriptorAdoption.fcntl(endpoint, Fcntl.F_SETFD, inheritable ? 0 : Fcntl.FD_CLOEXEC);
  }

  /** Where the socket is bound, getsockname(2); port 0 or unnamed where it is not. */
  public Address localAddress() throws IOException {
    return name("getsockname", SysSocket::getsockname);
  }

  /**
   * Where the peer is, getpeername(2).
   *
   * @throws java.net.SocketException when there is no peer (ENOTCONN)
   */
  public Address peerAddress() throws IOException {
    return name("getpeername", SysSocket::getpeername);
  }

  /**
   * Where the peer was when this socket was accepted or last connected, or null. It asks nobody, so
   * it knows the peer of a connection that is broken meanwhile.
   */
  public Address cachedPeerAddress() {
    return endpoint.peer;
  }

  /**
   * Binds to a UNIX path with what is said of its file.
   *
   * @throws java.net.BindException as {@link #bind(Address)}, and when the file is there and may
   *     not be replaced (EADDRINUSE)
   * @throws java.net.SocketTimeoutException when others were binding to the path for longer than
   *     the socket's timeout
   */
  public void bind(UnixBinding binding) throws IOException {
    endpoint.file(UnixFile.bind(this, binding));
  }

  /**
   * This stream socket as an {@link InputStream}: reads wait as {@link #recv(byte[])} does and give
   * -1 at the end. {@code available} is what the kernel holds for it; {@code close} closes the
   * socket. It buffers nothing, so it mixes with {@link #recv(byte[])}, and after a timeout or an
   * interrupt the next read goes on.
   *
   * @throws IllegalStateException when the socket is no stream, whose messages would be cut
   */
  public InputStream inputStream() {
    return new SocketInput(stream("inputStream"), endpoint::deadline);
  }

  /**
   * This stream socket as an {@link OutputStream}: a write returns when the kernel has all of it,
   * as {@link #sendAll(byte[])} does. {@code flush} has nothing to do; {@code close} closes the
   * socket, {@link #shutdown} ends the stream alone.
   *
   * @throws IllegalStateException when the socket is no stream
   */
  public OutputStream outputStream() {
    return new SocketOutput(stream("outputStream"));
  }

  /**
   * The lines of this stream socket, as Python's {@code makefile} gives them. It reads ahead, so
   * whoever uses it does not call {@link #recv(byte[])} besides; a line that a timeout or interrupt
   * breaks is lost in part. Closing it closes the socket.
   */
  public BufferedReader reader(Charset charset) {
    return new BufferedReader(new InputStreamReader(inputStream(), charset));
  }

  /** Text into this stream socket, which leaves with {@code flush} or in parts of 8 KiB. */
  public BufferedWriter writer(Charset charset) {
    return new BufferedWriter(new OutputStreamWriter(outputStream(), charset));
  }

  /** This socket as a channel of {@code java.nio}. Closing either closes both. */
  public SocketByteChannel channel() {
    return new SocketByteChannel(this);
  }

  /**
   * This stream socket as a {@link java.net.Socket}, for code that wants one, such as {@code
   * SSLSocketFactory} or a database driver. Closing either closes both. Reads wait for its own
   * SO_TIMEOUT, which begins as this socket's timeout. What {@code java.net} cannot say is told so:
   * the peer's {@code InetAddress} is loopback where this socket has none, its port 0, and TCP's
   * options do nothing on another socket.
   *
   * @throws IllegalStateException when the socket is no stream
   */
  public java.net.Socket asJava() {
    return JavaSocket.of(stream("asJava"), null);
  }

  /**
   * This listening stream socket as a {@link java.net.ServerSocket}, for servers that know {@code
   * java.net} alone; {@link ServerSocketFactory} makes them for an address. Closing either closes
   * both, and ends an accept that waits. Accepts wait for its own SO_TIMEOUT, which begins as this
   * socket's timeout. What {@code java.net} cannot express: the local {@code InetAddress} is
   * loopback and the port 0 where this socket has none; {@code getLocalSocketAddress} has the whole
   * address.
   *
   * @throws IllegalStateException when the socket is no stream or does not listen
   */
  public java.net.ServerSocket asJavaServer() throws IOException {
    if (!stream("asJavaServer").option(Option.SO_ACCEPTCONN)) {
      throw new IllegalStateException(
          "asJavaServer needs a socket that listens, and this is " + this);
    }
    return JavaServerSocket.listening(this);
  }

  private Socket stream(String what) {
    if (!endpoint.isStream()) {
      throw new IllegalStateException(what + " needs a stream, and this is " + this);
    }
    return this;
  }

  /** Sends a whole file, as {@link #sendFile(Path, long, long)} does. */
  public long sendFile(Path file) throws IOException {
    return sendFile(file, 0, Long.MAX_VALUE);
  }

  /**
   * Sends {@code count} bytes of a file from {@code offset} on, fewer only where the file ends,
   * sendfile(2): the kernel takes them out of its cache. Blocks while the peer does not receive,
   * and inside the kernel while the disk reads the next 128 KiB.
   *
   * @return the bytes that were sent, 0 from an offset behind the file's end
   * @throws java.nio.file.FileSystemException when the file cannot be opened, {@link
   *     java.nio.file.NoSuchFileException} where there is none
   * @throws IOException as {@link #send(byte[])}; {@link SocketFailure#transferred} tells how many
   *     bytes had been sent before
   * @throws IllegalArgumentException when {@code offset} or {@code count} is negative
   * @throws IllegalStateException when the socket is no stream
   */
  public long sendFile(Path file, long offset, long count) throws IOException {
    return sendFile(file, offset, count, deadline());
  }

  /** The same with one deadline for the whole. */
  public long sendFile(Path file, long offset, long count, Deadline deadline) throws IOException {
    return new Sendfile(endpoint, offset, count, () -> deadline).send(file);
  }

  /**
   * The same with a deadline for each part of it, of 128 KiB at the most: of a peer that may take
   * its time, but not stop.
   */
  public long sendFile(Path file, long offset, long count, Supplier<Deadline> deadlines)
      throws IOException {
    return new Sendfile(endpoint, offset, count, deadlines).send(file);
  }

  /**
   * The same out of a channel, whose position is not used and not moved. The JDK keeps the
   * channel's descriptor to itself, so this one copies, 128 KiB at a time. An interrupt closes such
   * a channel, as the JDK has it.
   */
  public long sendFile(FileChannel file, long offset, long count) throws IOException {
    return sendFile(file, offset, count, deadline());
  }

  /** The same with one deadline for the whole. */
  public long sendFile(FileChannel file, long offset, long count, Deadline deadline)
      throws IOException {
    return new Sendfile(endpoint, offset, count, () -> deadline).copy(file);
  }

  /**
   * Moves {@code count} bytes from one stream to another inside the kernel, fewer only where the
   * stream ends, splice(2). Each wait lasts for the timeout of its socket at the most.
   *
   * @return the bytes that were moved
   * @throws IOException when either socket fails, with {@link SocketFailure#transferred}. When
   *     {@code to} fails, up to 64 KiB more may have been taken from {@code from}; who cannot do
   *     without them uses a {@link Splice}, which keeps them.
   */
  public static long splice(Socket from, Socket to, long count) throws IOException {
    try (Splice splice = Splice.of(from, to)) {
      return splice.move(count);
    }
  }

  private interface Name {
    int of(int fd, MemorySegment storage, int[] length);
  }

  private Address name(String call, Name name) throws IOException {
    MemorySegment storage = Sockaddr.allocate();
    int[] length = {(int) storage.byteSize()};
    Attempt attempt = (fd, memory, flags) -> name.of(fd, memory, length);
    long begin = Trace.begin();
    long result = endpoint.descriptor.call(attempt, storage, 0);
    Address address = result < 0 ? null : Sockaddr.decode(storage, length[0]);
    endpoint.done(begin, call, result, address == null ? "NULL" : address);
    return address;
  }

  /**
   * Ends the socket, close(2), and wakes every call that waits on it. The kernel goes on delivering
   * what was sent. Never waits, and does nothing the second time.
   *
   * <p>Errors of close(2) are not thrown, since Linux releases the number in any case. EBADF means
   * that other code has closed the number behind the socket's back; it is in the {@link Trace}, and
   * the logger {@code mortise} reports it at level DEBUG with a stack trace.
   */
  @Override
  public void close() {
    if (isOpen()) {
      long begin = Trace.begin();
      endpoint.trace(begin, "close", endpoint.close());
    }
  }

  /** The descriptor, the family and type, and the addresses that are known. */
  @Override
  public String toString() {
    Address local = endpoint.localOrNull();
    Address peer = endpoint.peer;
    String addresses = (local == null ? "" : " " + local) + (peer == null ? "" : " -> " + peer);
    String state = isOpen() ? "fd " + fileno() : "closed";
    return "Socket[" + state + " " + family() + " " + type() + addresses + "]";
  }

  /** Tells of a call that made descriptors, which nobody would close where the listener throws. */
  private static void traceNew(
      long begin, String call, int fd, String arguments, long result, int... made) {
    try {
      Trace.end(begin, call, fd, arguments, result);
    } catch (Throwable t) {
      for (int i = 0; i < made.length && result >= 0; i++) {
        Unistd.close(made[i]);
      }
      throw t;
    }
  }

  private static int checkCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count + " is negative");
    }
    return count;
  }

  private static MemorySegment slice(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return MemorySegment.ofArray(bytes).asSlice(offset, length);
  }

  /** The index of the first remaining byte in the buffer's array. */
  private static int first(ByteBuffer buffer) {
    return buffer.arrayOffset() + buffer.position();
  }

  private static MemorySegment writable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return MemorySegment.ofBuffer(buffer);
  }

  private static void checkWritable(MemorySegment segment) {
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException("segment " + segment + " is read-only");
    }
  }
}
