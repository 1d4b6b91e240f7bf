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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.Outcome;
import mortise.poll.PooledBuffer;
import mortise.poll.RingPermit;
import mortise.sys.Fcntl;
import mortise.sys.PollH;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import mortise.sys.Unistd;
import mortise.sys.struct.Pollfd;
import mortise.sys.struct.SystemLayer;
import org.jspecify.annotations.Nullable;

/**
 * A BSD socket: one endpoint of a communication channel, with one method per call of the C API.
 *
 * <p>A server opens, {@linkplain #bind binds}, {@linkplain #listen listens}, {@linkplain #accept
 * accepts}, sends and receives, and closes. A client opens, {@linkplain #connect connects}, sends
 * and receives, and closes.
 *
 * {@snippet file="mortise/snippets/NetSnippets.java" region="server" :
 * try (Socket s = Socket.open(Family.INET, Type.STREAM)) {
 *   s.option(Option.SO_REUSEADDR, true);
 *   s.bind("127.0.0.1", 31500);
 *   s.listen(5);
 *   try (Socket peer = s.accept()) {
 *     peer.sendAll("byebye");
 *     IO.println(peer.recvText(512));
 *   }
 * }
 * }
 *
 * <p><b>Waiting.</b> A call blocks until it is complete, at most for the socket's {@link
 * #timeout()}, or until the {@link Deadline} argument. A virtual thread parks and releases its
 * carrier. {@link #close} from another thread ends every waiting call with EBADF. {@link
 * Thread#interrupt} ends the wait of its thread and leaves the socket open and the interrupt flag
 * set.
 *
 * <p><b>Overloads.</b> Forms of one name throw the same exceptions; those without a deadline wait
 * for {@link #timeout()}.
 *
 * <p><b>Threads.</b> Sockets are thread-safe: any number of threads may use one at once; each call
 * is one system call, and the kernel serializes them. Calls that transfer a buffer in several parts
 * ({@link #sendAll}) do not lock the socket meanwhile, so concurrent ones interleave.
 *
 * <p><b>Errors.</b> An error of the kernel is thrown as a JDK exception that implements {@link
 * SocketFailure}: {@link java.net.BindException}, {@link java.net.ConnectException}, {@link
 * java.net.NoRouteToHostException} (EHOSTUNREACH, ENETUNREACH), {@link
 * java.net.PortUnreachableException} (ECONNREFUSED of calls other than connect), {@link
 * java.net.SocketTimeoutException} for a timeout (ETIMEDOUT; EAGAIN or EINPROGRESS if the call does
 * not wait at all), {@link java.io.InterruptedIOException} for an interrupt (EINTR), and {@link
 * java.net.SocketException} for other errors (EBADF on a closed socket). Before any system call, an
 * invalid argument is an {@link IllegalArgumentException}, also an address of another family, and
 * null is a {@link NullPointerException} unless the parameter permits it.
 *
 * <p>The error that ends a connection, such as ECONNRESET or ETIMEDOUT, is thrown by every later
 * call, and {@link Option#SO_ERROR} keeps reporting it; C reports it once, and then an orderly end
 * or EPIPE. Bytes that arrived before the error are received first. Datagram sockets report each
 * error once.
 *
 * <p><b>Closing.</b> {@link #close} is idempotent. A socket that becomes unreachable without {@link
 * #close} is closed some time after garbage collection, as in {@code java.net}, and the file of its
 * UNIX binding is removed. This is no replacement for a close, since it may take long. A socket
 * stays open while a call on it is in progress, and while a stream or channel of it, a {@link Poll}
 * or a {@link Splice} is reachable; a program that keeps only its {@linkplain #fileno number} has
 * to keep the socket too, or to {@linkplain #detach detach} it.
 *
 * <p>A socket is close-on-exec and never raises SIGPIPE.
 */
public final class Socket implements Closeable, HasFileno {
  private static final class Internals implements RingPermit.Sockets {
    @Override
    public Descriptor descriptor(Object socket) {
      return ((Socket) socket).endpoint.descriptor;
    }

    @Override
    public IOException failure(Object socket, long result) {
      return ((Socket) socket).endpoint.failure("send", result, 0);
    }

    @Override
    public long waitLimit(Object deadline) {
      return ((Deadline) deadline).waitLimit;
    }
  }

  static {
    RingPermit.install(new Internals());
  }

  /** Room for the value of any option. */
  private static final int OPTION_ROOM = 1 << 12;

  private static final int OPEN_FLAGS = SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;

  /** Maximum number of aborted connections that one accept skips. */
  private static final int MOST_ABORTED = 64;

  private static final MemorySegment NO_MEMORY = MemorySegment.NULL;

  private static final Attempt BIND = (fd, address, flags) -> SysSocket.bind(fd, address);
  private static final Attempt LISTEN = (fd, memory, backlog) -> SysSocket.listen(fd, backlog);
  private static final Attempt SHUTDOWN = (fd, memory, how) -> SysSocket.shutdown(fd, how);
  private static final Attempt CONNECT = (fd, address, flags) -> SysSocket.connect(fd, address);
  private static final Attempt CONNECTED = (fd, address, flags) -> connected(fd, address);
  private static final Attempt CONNECTED_BY_ERROR =
      (fd, address, flags) -> {
        long error = error(fd);
        return error < 0 ? error : connected(fd, address);
      };

  private final SocketEndpoint endpoint;

  /**
   * The greatest backlog of {@link #listen(int)} that C programs write, 4096; the kernel's limit is
   * the sysctl net.core.somaxconn.
   */
  public static final int SOMAXCONN = SysSocket.SOMAXCONN;

  Socket(int fd, Family family, Type type, Protocol protocol) {
    this(fd, family, type, protocol, false);
  }

  Socket(int fd, Family family, Type type, Protocol protocol, boolean borrowed) {
    this.endpoint = new SocketEndpoint(fd, family, type.withoutFlags(), protocol, borrowed);
    if (type.isNonBlocking()) {
      endpoint.timeout = Duration.ZERO;
    }
  }

  /** Opens a TCP socket over IPv4: {@code open(Family.INET, Type.STREAM)}. */
  public static Socket open() throws IOException {
    return open(Family.INET, Type.STREAM);
  }

  /**
   * Returns whether there are sockets of a family and type here, whether or not this process may
   * open one (EPERM, EACCES). Asks by opening one, without binding or connecting it; true also when
   * descriptors run out.
   */
  public static boolean supports(Family family, Type type) {
    long fd = SysSocket.socket(family.number(), type.number() | OPEN_FLAGS, 0);
    if (fd >= 0) {
      Unistd.close((int) fd);
    }
    return switch ((int) -fd) {
      case SysErrno.EAFNOSUPPORT,
          SysErrno.ESOCKTNOSUPPORT,
          SysErrno.EPROTONOSUPPORT,
          SysErrno.EPROTOTYPE,
          SysErrno.EOPNOTSUPP,
          SysErrno.EINVAL ->
          false;
      default -> true;
    };
  }

  /**
   * Returns whether this socket has an option. Asks for its value, which changes nothing; an option
   * that can only be written cannot be asked for, and counts as present on Linux.
   *
   * @throws java.net.SocketException when the socket is closed
   */
  public boolean supports(Option<?> option) throws IOException {
    byte[] room = new byte[OPTION_ROOM];
    int[] length = {room.length};
    long result =
        endpoint.descriptor.call(
            (fd, memory, flags) ->
                SysSocket.getsockopt(fd, option.level(), option.number(), memory, length),
            MemorySegment.ofArray(room),
            0);
    if (result == Outcome.CLOSED) {
      throw endpoint.failure("getsockopt", result, 0);
    }
    boolean unknown = result == -SysErrno.ENOPROTOOPT || result == -SysErrno.EOPNOTSUPP;
    return !unknown || !option.isReadable() && Platform.current() == Platform.LINUX;
  }

  /**
   * Opens a socket with the default protocol of its family and type, socket(2).
   *
   * @throws java.net.SocketException as of {@link #open(Family, Type, Protocol)}
   */
  public static Socket open(Family family, Type type) throws IOException {
    return open(family, type, Protocol.DEFAULT);
  }

  /**
   * Opens a socket of a family, type and protocol, socket(2). It has no timeout unless the type
   * contains {@link Type#SOCK_NONBLOCK}.
   *
   * @throws java.net.SocketException when the kernel does not support the socket (EAFNOSUPPORT,
   *     EPROTONOSUPPORT, ESOCKTNOSUPPORT), the caller lacks the permission (EPERM, EACCES), or
   *     descriptors run out (EMFILE, ENFILE)
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

  /** Opens two connected sockets with the default protocol, usually of {@link Family#UNIX}. */
  public static SocketPair pair(Family family, Type type) throws IOException {
    return pair(family, type, Protocol.DEFAULT);
  }

  /**
   * Opens two connected sockets, socketpair(2). Besides {@link Family#UNIX}, Linux supports pairs
   * of {@link Family#TIPC}.
   *
   * @throws java.net.SocketException when the kernel does not support the pair (EOPNOTSUPP,
   *     EAFNOSUPPORT, EPROTONOSUPPORT), or descriptors run out (EMFILE, ENFILE)
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

  /** Wraps a new descriptor, and closes it if the object cannot be allocated. */
  private static Socket made(int fd, Family family, Type type, Protocol protocol) {
    try {
      return new Socket(fd, family, type, protocol);
    } catch (Throwable t) {
      Unistd.close(fd);
      throw t;
    }
  }

  /**
   * Connects to a host by TCP, through the first of its addresses that answers, without a time
   * limit. Throws as {@link #dial(String, int, Inet, Deadline)}.
   *
   * <p>The name is not {@code connect}, since {@code socket.connect(host, port, timeout)} would
   * then compile and leave that socket unconnected.
   */
  public static Socket dial(String host, int port) throws IOException {
    return dial(host, port, null, Deadline.NEVER);
  }

  /**
   * Connects to a host by TCP within a timeout, which includes the name look-up.
   *
   * @param timeout null waits for ever; zero never waits, so only a numeric host that connects at
   *     once can be reached
   * @throws IllegalArgumentException when the timeout is negative
   */
  public static Socket dial(String host, int port, @Nullable Duration timeout) throws IOException {
    return dial(host, port, null, timeout == null ? Deadline.NEVER : Deadline.after(timeout));
  }

  /**
   * Connects to a host by TCP before a deadline. All its addresses are resolved and tried, IPv6 and
   * IPv4 in turn, 250 ms after each other or as soon as one fails; the first established connection
   * is the result, and the others are closed (Happy Eyeballs, RFC 8305).
   *
   * @param host a name, a numeric address, or empty for this host
   * @param local the local address to bind to, or null; only addresses of its family are tried
   * @throws IllegalArgumentException when the port is not in 0..65535
   * @throws java.net.UnknownHostException when the name has no address
   * @throws java.net.SocketTimeoutException when the deadline passes first
   * @throws java.net.NoRouteToHostException when no address has a route
   * @throws java.net.ConnectException when no address answers; this and the other exceptions name
   *     every tried address with its error, and have the errors as {@linkplain
   *     Throwable#getSuppressed suppressed} exceptions
   */
  public static Socket dial(String host, int port, @Nullable Inet local, Deadline deadline)
      throws IOException {
    return SocketConfig.STREAM.dial(host, port, Family.UNSPEC, local, deadline);
  }

  /**
   * Opens a stream socket that is bound to an address and listens, as Python's create_server does:
   * with SO_REUSEADDR for Internet addresses, IPv6 without IPv4, and the largest backlog.
   *
   * @throws java.net.BindException as of {@link #bind(Address)}
   */
  public static Socket listener(Address address) throws IOException {
    return SocketConfig.STREAM.listen(address, SOMAXCONN);
  }

  /**
   * Opens a stream socket that listens on a port of all addresses of this host, of IPv6 and IPv4 if
   * the host has both; IPv4 peers then have IPv4-mapped addresses.
   *
   * @param port 0 to 65535; 0 lets the kernel choose one
   * @throws java.net.BindException as of {@link #bind(Address)}
   */
  public static Socket listener(int port) throws IOException {
    boolean both = hasDualStack();
    SocketConfig config = both ? SocketConfig.STREAM.dualStack() : SocketConfig.STREAM;
    return config.listen((both ? Inet6.ANY : Inet4.ANY).withPort(port), SOMAXCONN);
  }

  /**
   * Returns whether an IPv6 socket of this host can also carry IPv4 traffic (dual stack). Opens one
   * to find out, and returns false if it cannot be opened.
   */
  public static boolean hasDualStack() {
    return HostConnector.hasDualStack();
  }

  /**
   * Adopts a descriptor: inherited from the parent process, received over a UNIX socket, or
   * {@linkplain #detach detached}. Family, type and protocol are queried. The socket owns the
   * descriptor, which becomes non-blocking and close-on-exec.
   *
   * <p>O_NONBLOCK belongs to the open file description, so another process that shares it sees the
   * change.
   *
   * @throws java.net.SocketException when the descriptor is not open (EBADF) or not a socket
   *     (ENOTSOCK); it is left unchanged
   */
  public static Socket ofDescriptor(int fd) throws IOException {
    return DescriptorAdoption.adopt(fd, true);
  }

  /**
   * Adopts a descriptor and keeps O_NONBLOCK of the open socket unchanged, for descriptors that
   * another process keeps using in blocking mode, such as a shell's standard input. Receiving and
   * sending wait as on every other socket (MSG_DONTWAIT). accept(2) has no such flag: it is called
   * when poll(2) reports a connection, so if another process accepts that connection first, the
   * thread blocks in the kernel until the next one. {@link #connect} and {@link #splice} fail,
   * {@link #sendFile} copies.
   *
   * @throws java.net.SocketException as of {@link #ofDescriptor}
   */
  public static Socket ofSharedDescriptor(int fd) throws IOException {
    return DescriptorAdoption.adopt(fd, false);
  }

  /**
   * Returns a view of a descriptor that other code owns: {@link #close} ends the calls of the view
   * and leaves the descriptor open, and so does a view that is dropped. O_NONBLOCK and FD_CLOEXEC
   * of the descriptor stay unchanged, so calls wait as on a socket of {@link #ofSharedDescriptor}.
   *
   * <p>The owner must not close the descriptor before the view is closed: the kernel reuses the
   * number, and the view would act on another file.
   *
   * @throws java.net.SocketException when the descriptor is not open (EBADF) or not a socket
   *     (ENOTSOCK)
   */
  public static Socket ofBorrowedDescriptor(int fd) throws IOException {
    return DescriptorAdoption.borrow(fd);
  }

  /** The internal part of this socket. */
  SocketEndpoint endpoint() {
    return endpoint;
  }

  /** Returns the family that the socket was opened with. */
  public Family family() {
    return endpoint.family;
  }

  /** Returns the type that the socket was opened with, without SOCK_NONBLOCK and SOCK_CLOEXEC. */
  public Type type() {
    return endpoint.type;
  }

  /** Returns the protocol that the socket was opened with. */
  public Protocol protocol() {
    return endpoint.protocol;
  }

  /**
   * Returns the descriptor's number, or -1 when the socket is closed or {@linkplain #detach
   * detached}. The socket owns the number: closing it by other means breaks the socket.
   */
  @Override
  public int fileno() {
    return isOpen() ? endpoint.number() : -1;
  }

  /** Returns whether the socket has been neither closed nor {@linkplain #detach detached}. */
  public boolean isOpen() {
    return endpoint.descriptor.isOpen();
  }

  /** Returns the timeout of calls: null (the default) waits for ever, zero never waits. */
  public @Nullable Duration timeout() {
    return endpoint.timeout;
  }

  /**
   * Sets the timeout of every later call that has no deadline argument; calls that wait already
   * keep theirs.
   *
   * @param timeout null waits for ever, zero never waits
   * @return this socket
   * @throws IllegalArgumentException when it is negative
   */
  public Socket timeout(@Nullable Duration timeout) {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout " + timeout + " is negative");
    }
    endpoint.timeout = timeout;
    return this;
  }

  /**
   * Returns the deadline of a call that begins now, which is {@link #timeout()} from now: for calls
   * that take a deadline and are to wait for the socket's own timeout.
   */
  public Deadline deadline() {
    return endpoint.deadline();
  }

  /**
   * Binds the socket to a local address, bind(2). With port 0 the kernel chooses an ephemeral port.
   *
   * <p>Binding to a UNIX path creates a file. As in C, the file must not exist before, remains
   * after the socket is closed, and has a mode limited by the umask; {@link #bind(UnixBinding)}
   * controls all of this. A path may be longer than the kernel's limit of 107 bytes if its last
   * component is shorter (about 85 bytes); the kernel then uses {@code /proc/self/fd/N/NAME} as the
   * address and reports it to peers, which cannot send to it. {@link Unix#UNNAMED} lets the kernel
   * choose an abstract name.
   *
   * @throws java.net.BindException when the address is in use (EADDRINUSE), is not local
   *     (EADDRNOTAVAIL), or needs a permission that the process lacks (EACCES)
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
   * Binds the socket to a host and port; the host is numeric or a name, which is resolved in the
   * socket's family, to the first of its addresses. An empty host binds to all interfaces. Waits
   * for the look-up of a name, at most for {@link #timeout()}; a socket with a timeout of zero
   * waits without a limit, as in Python.
   *
   * @throws IllegalArgumentException when the port is not in 0..65535
   * @throws java.net.UnknownHostException when the name has no address of the family, the host is a
   *     numeric one of another family, or the family has no host names
   */
  public void bind(String host, int port) throws IOException {
    bind(Resolver.resolve(host, port, family(), type(), lookupDeadline()).getFirst());
  }

  /** A look-up always waits, so it is unbounded on a socket with a timeout of zero. */
  private Deadline lookupDeadline() {
    Duration bound = timeout();
    return bound != null && bound.isZero() ? Deadline.NEVER : deadline();
  }

  /**
   * Listens for connections, listen(2).
   *
   * @param backlog the maximum number of pending connections; the kernel limits it to {@code
   *     net.core.somaxconn}
   * @throws java.net.BindException when a socket listens at the address already (EADDRINUSE)
   * @throws IllegalArgumentException when {@code backlog} is negative
   */
  public void listen(int backlog) throws IOException {
    if (backlog < 0) {
      throw new IllegalArgumentException("backlog " + backlog + " is negative");
    }
    endpoint.call("listen", LISTEN, NO_MEMORY, backlog, backlog);
    UnixFile file = endpoint.file();
    if (SystemLayer.PORTABLE && file != null) {
      file.madeAgain();
    }
  }

  /** Listens for connections with the largest backlog that the kernel allows, listen(2). */
  public void listen() throws IOException {
    listen(SysSocket.SOMAXCONN);
  }

  /**
   * Waits for a pending connection and accepts it, accept(2). The peer's address is the new
   * socket's {@link #peerAddress}; it has no timeout, whatever this one has. Connections that were
   * aborted in the queue are skipped; 64 of them in a row are an error (ECONNABORTED, EPROTO).
   *
   * @throws java.net.SocketException when the socket does not listen (EINVAL), or descriptors run
   *     out (EMFILE, ENFILE; the connection stays in the queue)
   */
  public Socket accept() throws IOException {
    return accept(deadline());
  }

  /**
   * Accepts a connection before a deadline, accept4(2).
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public Socket accept(Deadline deadline) throws IOException {
    // AF_ALG has no peers, and the kernel fails with ECONNABORTED where one asks for their address.
    MemorySegment storage = family().equals(Family.ALG) ? NO_MEMORY : Sockaddr.allocate();
    int[] length = new int[1];
    boolean asksFirst = endpoint.blocking;
    Attempt accept =
        (fd, memory, flags) ->
            asksFirst && !isReadable(fd) ? -SysErrno.EAGAIN : acceptOnce(fd, storage, length);
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

  private static long acceptOnce(int fd, MemorySegment storage, int[] length) {
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
   * Connects the socket to an address, connect(2); a datagram socket gets a default peer. A UNIX
   * path may be of any length. Blocks until the peer has answered, or a UNIX listener's queue has
   * room.
   *
   * @throws java.net.ConnectException when the peer refuses (ECONNREFUSED), does not respond within
   *     the kernel's timeout (ETIMEDOUT), or does not exist (ENOENT for a UNIX path), and for every
   *     other error without an exception of its own, such as EISCONN
   * @throws java.net.NoRouteToHostException when there is no route (EHOSTUNREACH, ENETUNREACH)
   * @throws java.net.SocketTimeoutException when the socket's timeout passes; the attempt continues
   *     in the kernel until close, and a further call waits for it
   * @throws UnsupportedOperationException on a socket of {@link #ofSharedDescriptor} or {@link
   *     #ofBorrowedDescriptor} whose descriptor is in blocking mode
   */
  public void connect(Address address) throws IOException {
    connect(address, deadline());
  }

  /**
   * Connects to an address before a deadline, connect(2).
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first; with {@link
   *     Deadline#NOW} unless the connection is established at once (EINPROGRESS)
   */
  public void connect(Address address, Deadline deadline) throws IOException {
    endpoint.checkNonBlocking("connect");
    try (KernelAddress name = KernelAddress.toReach("connect", endpoint, address)) {
      endpoint.peer = address;
      long begin = Trace.beginEffect();
      long result =
          endpoint.descriptor.connect(
              CONNECT,
              connectStartsAgain() ? CONNECTED_BY_ERROR : CONNECTED,
              name.sockaddr(),
              deadline.waitLimit);
      endpoint.trace(begin, "connect", result, address);
      if (result < 0) {
        throw SocketExceptions.of(result, "connect", null, address, 0);
      }
    }
  }

  /**
   * Connects, and returns 0 or the errno instead of throwing it, as Python's {@code connect_ex}
   * does: EINPROGRESS with a timeout of zero, EAGAIN after a longer timeout.
   *
   * @throws IOException for a failure without errno: an interrupt, or a closed socket
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
   * Connects to a host and port; the host is numeric or a name, which is resolved in the socket's
   * family, and its addresses are tried in turn. A socket with a timeout of zero waits for the
   * look-up of a name, as in Python, and then starts to connect to its first address: EINPROGRESS.
   * Otherwise the timeout is for the look-up and all attempts together.
   *
   * @throws IllegalArgumentException when the port is not in 0..65535
   * @throws java.net.ConnectException when no address answers; the exception is that of the last
   *     one, with the others as suppressed exceptions
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
   * The result of a connect: 0, its error, or -EALREADY while it is in progress. Queried by
   * connect(2) itself, since SO_ERROR leaves the kernel's socket in the connecting state, and the
   * next connect, to any address, would return 0.
   */
  private static long connected(int fd, MemorySegment address) {
    long result = SysSocket.connect(fd, address);
    return result == -SysErrno.EISCONN ? 0 : result;
  }

  /**
   * Whether a connect after a failed one starts again, as on vsock(7) and sctp(7), instead of
   * returning the error; then SO_ERROR is asked before.
   */
  private boolean connectStartsAgain() {
    return family().equals(Family.VSOCK) || protocol().equals(Protocol.SCTP);
  }

  /** SO_ERROR, negative, or that of getsockopt(2). */
  private static long error(int fd) {
    int[] error = new int[1];
    int result =
        SysSocket.getsockopt(
            fd,
            SysSocket.SOL_SOCKET,
            SysSocket.SO_ERROR,
            MemorySegment.ofArray(error),
            new int[] {Integer.BYTES});
    return result < 0 ? result : -error[0];
  }

  /**
   * Sends bytes, send(2), and returns the number that the kernel accepted: on a stream possibly
   * fewer than given, at most 128 KiB; a message is sent whole or not at all. Blocks while the send
   * buffer is full (backpressure).
   *
   * @throws java.net.SocketException when the connection is closed (EPIPE, ECONNRESET), or a
   *     message is too long (EMSGSIZE)
   */
  public int send(byte[] bytes) throws IOException {
    return send(bytes, 0, bytes.length);
  }

  /**
   * Sends bytes with flags, send(2), such as {@link Flags#OOB} or {@link Flags#MORE}, and returns
   * the number that the kernel accepted; waits at most for the socket's timeout.
   */
  public int send(byte[] bytes, Flags flags) throws IOException {
    return (int) send(MemorySegment.ofArray(bytes), flags, deadline());
  }

  /**
   * Sends part of an array, send(2), and returns the number of bytes that the kernel accepted;
   * waits at most for the socket's timeout.
   */
  public int send(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return sendPart(bytes, offset, length, deadline(), 0);
  }

  /**
   * Sends part of an array before a deadline, send(2), and returns the number of bytes that the
   * kernel accepted.
   */
  public int send(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return sendPart(bytes, offset, length, deadline, 0);
  }

  /** The counterpart of send, under a name that no compile error of a caller lists. */
  private int sendPart(byte[] bytes, int offset, int length, Deadline deadline, long before)
      throws IOException {
    long begin = Trace.beginEffect();
    int part = endpoint.part(length);
    long result =
        endpoint.descriptor.send(bytes, offset, part, endpoint.sendFlags, deadline.waitLimit);
    if (begin != 0) {
      endpoint.traceBytes(begin, "send", result, slice(bytes, offset, length), length, Flags.NONE);
    }
    if (result < 0) {
      throw endpoint.failure("send", result, before);
    }
    return (int) result;
  }

  /**
   * Sends the remaining bytes of a buffer, send(2), and advances its position by the number of
   * bytes that the kernel accepted, which it returns.
   */
  public int send(ByteBuffer buffer) throws IOException {
    int sent =
        buffer.hasArray()
            ? send(buffer.array(), first(buffer), buffer.remaining())
            : (int) send(MemorySegment.ofBuffer(buffer), Flags.NONE, deadline());
    buffer.position(buffer.position() + sent);
    return sent;
  }

  /**
   * Sends a memory segment with flags before a deadline, send(2), and returns the number of bytes
   * that the kernel accepted. {@link Flags#DONTWAIT} overrides the deadline.
   */
  public long send(MemorySegment segment, Flags flags, Deadline deadline) throws IOException {
    long begin = Trace.beginEffect();
    long result = endpoint.send(segment, flags, deadline);
    endpoint.traceBytes(begin, "send", result, segment, segment.byteSize(), flags);
    if (result < 0) {
      throw endpoint.failure("send", result, 0);
    }
    return result;
  }

  /**
   * Sends all bytes of an array, in as many send(2) calls as necessary, with the socket's timeout
   * for the whole.
   *
   * @throws IOException as {@link #send(byte[])}; {@link SocketFailure#transferred} is the number
   *     of bytes sent before
   */
  public void sendAll(byte[] bytes) throws IOException {
    sendAll(bytes, 0, bytes.length);
  }

  /**
   * Sends text in UTF-8, in as many send(2) calls as necessary, with the socket's timeout for the
   * whole.
   *
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(String text) throws IOException {
    sendAll(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends all bytes of a part of an array, with the socket's timeout for the whole.
   *
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Deadline deadline = deadline();
    int sent = 0;
    do {
      sent += sendPart(bytes, offset + sent, length - sent, deadline, sent);
    } while (sent < length);
  }

  /**
   * Sends all remaining bytes of a buffer, with the socket's timeout for the whole, and advances
   * its position to its limit. On an error the position stays, and {@link
   * SocketFailure#transferred} is the number of bytes sent before.
   */
  public void sendAll(ByteBuffer buffer) throws IOException {
    if (buffer.hasArray()) {
      sendAll(buffer.array(), first(buffer), buffer.remaining());
    } else {
      sendAll(MemorySegment.ofBuffer(buffer), Flags.NONE, deadline());
    }
    buffer.position(buffer.limit());
  }

  /**
   * Sends all of a memory segment with flags, with one deadline for the whole.
   *
   * @throws IOException as {@link #sendAll(byte[])}
   */
  public void sendAll(MemorySegment segment, Flags flags, Deadline deadline) throws IOException {
    long size = segment.byteSize();
    long sent = 0;
    do {
      MemorySegment rest = sent == 0 ? segment : segment.asSlice(sent);
      long begin = Trace.beginEffect();
      long result = endpoint.send(rest, flags, deadline);
      endpoint.traceBytes(begin, "send", result, rest, rest.byteSize(), flags);
      if (result < 0) {
        throw endpoint.failure("send", result, sent);
      }
      sent += result;
    } while (sent < size);
  }

  /**
   * Sends a datagram to an address, sendto(2), and returns its length in bytes. Blocks while the
   * send buffer or, on UNIX, the receiver's queue is full.
   *
   * @throws java.net.SocketException when it is too long (EMSGSIZE)
   * @throws java.net.NoRouteToHostException when there is no route (EHOSTUNREACH, ENETUNREACH)
   * @throws java.net.PortUnreachableException when an earlier datagram to a connected peer was
   *     answered by an ICMP port unreachable
   */
  public int sendTo(byte[] bytes, Address address) throws IOException {
    return (int) sendTo(MemorySegment.ofArray(bytes), Flags.NONE, address, deadline());
  }

  /**
   * Sends the remaining bytes of a buffer as a datagram to an address, sendto(2), and advances its
   * position by the number of bytes sent, which it returns.
   */
  public int sendTo(ByteBuffer buffer, Address address) throws IOException {
    MemorySegment segment = MemorySegment.ofBuffer(buffer);
    int sent = (int) sendTo(segment, Flags.NONE, address, deadline());
    buffer.position(buffer.position() + sent);
    return sent;
  }

  /**
   * Sends a memory segment as a datagram to an address, with flags, before a deadline, sendto(2),
   * and returns its length in bytes.
   */
  public long sendTo(MemorySegment segment, Flags flags, Address address, Deadline deadline)
      throws IOException {
    try (KernelAddress name = KernelAddress.toReach("sendto", endpoint, address)) {
      MemorySegment to = name.sockaddr();
      Attempt sendto = (fd, buffer, bits) -> SysSocket.sendto(fd, buffer, bits, to);
      long begin = Trace.beginEffect();
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
   * Receives at most {@code count} bytes, recv(2); blocks while none are available.
   *
   * <p>On a stream, a call returns at most 128 KiB, further bytes stay for the next one, and an
   * empty array is the end of the stream. Bytes of a message beyond {@code count} are lost. The
   * array has the length of the received data, and no more is allocated, so {@code count} may be
   * Integer.MAX_VALUE. A count of 0 waits as well, and returns an empty array.
   *
   * @throws IllegalArgumentException when {@code count} is negative
   * @throws java.net.SocketException when the connection was reset (ECONNRESET), or the socket is
   *     not connected (ENOTCONN)
   */
  public byte[] recv(int count) throws IOException {
    return recv(count, Flags.NONE);
  }

  /**
   * Receives at most {@code count} bytes with flags, recv(2); they act as in {@link
   * #recv(MemorySegment, Flags, Deadline)}.
   */
  public byte[] recv(int count, Flags flags) throws IOException {
    return ArrayReceive.recv(endpoint, checkCount(count), flags, deadline());
  }

  /**
   * Receives at most {@code count} bytes, recv(2), as text in UTF-8; an empty string is the end of
   * a stream.
   *
   * <p>A stream has no message boundaries: a call may return half of what a peer sent at once, or
   * two messages, and a character whose bytes arrive in two calls becomes U+FFFD. {@link
   * #reader(Charset)} decodes a stream.
   */
  public String recvText(int count) throws IOException {
    return new String(recv(count), StandardCharsets.UTF_8);
  }

  /**
   * Receives into an array with flags, recv(2); they act as in {@link #recv(MemorySegment, Flags,
   * Deadline)}.
   *
   * @return the number of bytes; 0 is the end of a stream
   */
  public int recv(byte[] bytes, Flags flags) throws IOException {
    return (int) recv(MemorySegment.ofArray(bytes), flags, deadline());
  }

  /**
   * Receives into an array, recv(2), at most 128 KiB of a stream; bytes of a message beyond its
   * length are lost. Blocks while none are available.
   *
   * @return the number of bytes; 0 is the end of a stream, an empty message, or an empty array
   * @throws java.net.SocketException as of {@link #recv(int)}
   */
  public int recv(byte[] bytes) throws IOException {
    return recv(bytes, 0, bytes.length);
  }

  /**
   * Receives into part of an array, recv(2).
   *
   * @return as {@link #recv(byte[])}
   * @throws IndexOutOfBoundsException when the part is not within the array
   */
  public int recv(byte[] bytes, int offset, int length) throws IOException {
    return recv(bytes, offset, length, deadline());
  }

  /**
   * Receives into part of an array before a deadline, recv(2).
   *
   * @return as {@link #recv(byte[])}
   */
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

  /**
   * Receives into the remaining space of a buffer, recv(2), and advances its position by the number
   * of bytes received.
   *
   * @return as {@link #recv(byte[])}
   * @throws ReadOnlyBufferException when the buffer is read-only
   */
  public int recv(ByteBuffer buffer) throws IOException {
    int received =
        buffer.hasArray()
            ? recv(buffer.array(), first(buffer), buffer.remaining())
            : (int) recv(writable(buffer), Flags.NONE, deadline());
    buffer.position(buffer.position() + received);
    return received;
  }

  /**
   * Receives into a memory segment with flags before a deadline, recv(2).
   *
   * <p>On a stream, {@link Flags#WAITALL} receives until the segment is full or the stream ends;
   * when the deadline passes or the thread is interrupted, the bytes received so far are returned.
   * An error after the first bytes is thrown, and {@link SocketFailure#transferred} has their
   * number. {@link Flags#OOB} waits for urgent data, where C fails with EINVAL while there is none,
   * and 0 is the end of the stream. {@link Flags#DONTWAIT} overrides the deadline.
   *
   * @return the number of bytes, at most 128 KiB of a stream without WAITALL; with {@link
   *     Flags#TRUNC} the length of the message, which may exceed the segment's
   * @throws IllegalArgumentException when the segment is read-only
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
   * Receives into a pooled buffer and passes it to {@code consumer} for the duration of that call.
   * No buffer is held during the wait, so idle connections cost no buffers. Bytes of a message
   * beyond 64 KiB are lost.
   *
   * @return the number of bytes, at most 64 KiB; 0 is the end of a stream or an empty message, for
   *     which the consumer is not called
   * @throws IOException as {@link #recv(int)}, and what the consumer throws; the bytes are consumed
   */
  public int recv(BufferConsumer consumer) throws IOException {
    return recv(consumer, deadline());
  }

  /** Receives into a pooled buffer before a deadline; holds no buffer while it waits. */
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
   * Receives a datagram of at most {@code count} bytes and its sender, recvfrom(2); further bytes
   * are lost. Blocks while there is none. As with {@link #recv(int)}, {@code count} may be any
   * number.
   */
  public Datagram recvFrom(int count) throws IOException {
    return ArrayReceive.recvFrom(endpoint, checkCount(count), deadline());
  }

  /**
   * Receives a datagram into the remaining space of a buffer, recvfrom(2), and advances its
   * position by the number of bytes received; further bytes are lost.
   *
   * @return the sender; null if the kernel reports none, as on a connected stream
   * @throws ReadOnlyBufferException when the buffer is read-only
   */
  public @Nullable Address recvFrom(ByteBuffer buffer) throws IOException {
    ReceiveResult received = recvFrom(writable(buffer), Flags.NONE, deadline());
    buffer.position(buffer.position() + (int) received.count());
    return received.sender();
  }

  /**
   * Receives a datagram into a memory segment, with flags, before a deadline, recvfrom(2); further
   * bytes are lost.
   *
   * @throws IllegalArgumentException when the segment is read-only
   */
  public ReceiveResult recvFrom(MemorySegment segment, Flags flags, Deadline deadline)
      throws IOException {
    checkWritable(segment);
    NamedReceive recvfrom = endpoint.namedReceive();
    long begin = Trace.begin();
    long result = endpoint.transfer(Direction.READ, recvfrom, segment, flags, deadline);
    Address sender = result < 0 ? null : recvfrom.sender(endpoint);
    endpoint.giveBack(recvfrom);
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
   * Receives at most {@code count} bytes and leaves them in the receive queue: {@link Flags#PEEK}.
   * Blocks while none are available.
   */
  public byte[] peek(int count) throws IOException {
    return recv(count, Flags.PEEK);
  }

  /**
   * Sends a message, sendmsg(2), and returns the number of bytes sent: on a stream possibly fewer
   * than it has, at most 128 KiB, with all ancillary data; otherwise all or none.
   *
   * @throws IllegalArgumentException when a part of the message cannot be sent, or a stream message
   *     has ancillary data without bytes
   * @throws java.net.SocketException when it is too long (EMSGSIZE), the kernel rejects the
   *     ancillary data (EINVAL, EPERM, ENOBUFS), or a descriptor to pass is not open (EBADF)
   */
  public long sendMessage(Message message) throws IOException {
    return sendMessage(message, Flags.NONE, deadline());
  }

  /**
   * Sends a message with flags before a deadline, sendmsg(2), and returns the number of bytes sent.
   */
  public long sendMessage(Message message, Flags flags, Deadline deadline) throws IOException {
    return Messages.send(endpoint, message, flags, deadline);
  }

  /**
   * Sends a batch of messages with one call, sendmmsg(2), and returns the number sent: at least 1,
   * at most 1024, and 0 for an empty list. Blocks while the kernel accepts none. An error after the
   * first message is thrown by the next call, if it persists: send the remaining messages again.
   *
   * @throws IllegalStateException when the socket is a stream, which has no message boundaries
   */
  public int sendMessages(List<Message> messages) throws IOException {
    return sendMessages(messages, Flags.NONE, deadline());
  }

  /**
   * Sends a batch of messages with flags before a deadline, sendmmsg(2), and returns the number
   * sent.
   */
  public int sendMessages(List<Message> messages, Flags flags, Deadline deadline)
      throws IOException {
    return MessageBatch.send(endpoint, List.copyOf(messages), flags, deadline);
  }

  /**
   * Receives a message of at most {@code count} bytes, its sender and its ancillary data,
   * recvmsg(2), with space for 1024 bytes of ancillary data. Blocks while there is none. Of a
   * stream it takes at most 128 KiB; further bytes of a message are lost, and its flags report it.
   * If the peer may send descriptors, close the message.
   *
   * @throws IllegalArgumentException when {@code count} is negative
   */
  public ReceivedMessage recvMessage(int count) throws IOException {
    return recvMessage(count, Messages.ANCILLARY);
  }

  /**
   * Receives a message with the given space for ancillary data in bytes: the sum of {@link
   * Ancillary#space}.
   *
   * @throws IllegalArgumentException when a number is negative
   */
  public ReceivedMessage recvMessage(int count, int ancillaryBytes) throws IOException {
    return recvMessage(count, ancillaryBytes, Flags.NONE, deadline());
  }

  /**
   * Receives a message with flags before a deadline, recvmsg(2). {@link Flags#WAITALL} has no
   * effect.
   */
  public ReceivedMessage recvMessage(int count, int ancillaryBytes, Flags flags, Deadline deadline)
      throws IOException {
    return Messages.recv(endpoint, Messages.Capacity.of(count, ancillaryBytes), flags, deadline);
  }

  /**
   * Receives a message into the caller's buffers, filled in order; on a stream at most 128 KiB.
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
   * Receives all available messages with one call, recvmmsg(2): at least 1, at most {@code max},
   * never more than 1024. Blocks while none are available. Allocates {@code bytesEach} and 1 KiB
   * for each of them before it waits.
   *
   * @throws IllegalArgumentException when {@code max} is less than 1, or {@code bytesEach} negative
   */
  public List<ReceivedMessage> recvMessages(int max, int bytesEach) throws IOException {
    return recvMessages(max, bytesEach, Messages.ANCILLARY, Flags.NONE, deadline());
  }

  /**
   * Receives a batch of messages with the given space for ancillary data, with flags, before a
   * deadline, recvmmsg(2).
   */
  public List<ReceivedMessage> recvMessages(
      int max, int bytesEach, int ancillaryBytes, Flags flags, Deadline deadline)
      throws IOException {
    Messages.Capacity each = Messages.Capacity.of(bytesEach, ancillaryBytes);
    return MessageBatch.recv(endpoint, max, each, flags, deadline);
  }

  /**
   * Sends the descriptors of sockets, files, pipes or terminals over a UNIX socket with some bytes,
   * at least one on a stream (SCM_RIGHTS); {@code send_fds} in Python. They stay open.
   *
   * @return the number of bytes sent; all descriptors are sent with the first
   * @throws IllegalArgumentException when there is no descriptor, more than {@link
   *     Descriptors#MAX}, or a closed one, the socket is not a UNIX socket, or there are no bytes
   *     on a stream
   * @throws java.net.SocketException as of {@link #sendMessage(Message)}
   */
  public int sendDescriptors(byte[] bytes, HasFileno... owners) throws IOException {
    return (int) sendMessage(Message.of(bytes).with(Descriptors.of(owners)));
  }

  /**
   * Sends bytes with descriptors of any kind, by number (SCM_RIGHTS). They stay open.
   *
   * @throws java.net.SocketException as of {@link #sendMessage(Message)}, also when one is not open
   *     (EBADF)
   */
  public int sendDescriptors(byte[] bytes, int... numbers) throws IOException {
    return (int) sendMessage(Message.of(bytes).with(Descriptors.of(numbers)));
  }

  /**
   * Receives at most {@code count} bytes and at most {@code max} descriptors, {@code recv_fds} in
   * Python. The kernel closes further descriptors, and the message has {@link
   * ReceivedMessage#ancillaryTruncated}. Blocks while there is no message.
   *
   * @throws IllegalArgumentException when {@code count} is negative, or {@code max} not in
   *     0..{@link Descriptors#MAX}
   */
  public ReceivedMessage recvDescriptors(int count, int max) throws IOException {
    if (max < 0 || max > Descriptors.MAX) {
      throw new IllegalArgumentException("max " + max + " is not in 0.." + Descriptors.MAX);
    }
    return recvMessage(count, Ancillary.length(4 * max));
  }

  /**
   * Waits for an error in the error queue and removes it, ip(7); IP_RECVERR or IPV6_RECVERR enables
   * the queue. The message has an {@link ExtendedError}, the bytes that caused it, at most 2048,
   * and as the sender their destination address. Timestamps of sent packets and completions of
   * zero-copy sends arrive here too.
   */
  public ReceivedMessage recvError() throws IOException {
    return recvMessage(Messages.ERROR_BYTES, Messages.ANCILLARY, Flags.ERRQUEUE, deadline());
  }

  /**
   * Shuts down one or both directions of the connection, shutdown(2). The descriptor stays open. A
   * waiting receive of that direction returns the end of the stream, a send fails with EPIPE.
   *
   * @throws java.net.SocketException when the socket is not connected (ENOTCONN)
   */
  public void shutdown(Shutdown how) throws IOException {
    endpoint.call("shutdown", SHUTDOWN, NO_MEMORY, how.number(), "SHUT_" + how);
  }

  /**
   * Returns the value of an option, getsockopt(2).
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
   * @throws IllegalArgumentException when the value is out of the option's range
   * @throws UnsupportedOperationException when the option is read only
   * @throws java.net.SocketException when the kernel rejects it (ENOPROTOOPT, EINVAL, EPERM)
   */
  public <T> Socket option(Option<T> option, T value) throws IOException {
    Objects.requireNonNull(value, "the value of " + option);
    Options.write(endpoint, option, value);
    return this;
  }

  /**
   * Returns the value of a JDK option, of {@link java.net.StandardSocketOptions} or {@code
   * jdk.net.ExtendedSocketOptions}, with the JDK's type and units.
   *
   * @return null where {@code IP_MULTICAST_IF} is not set
   * @throws UnsupportedOperationException when mortise does not support the option
   */
  public <T> @Nullable T option(java.net.SocketOption<T> option) throws IOException {
    return option.type().cast(JavaOptions.read(this, option.name()));
  }

  /**
   * Sets a JDK option, with the JDK's type and units.
   *
   * @return this socket
   * @throws UnsupportedOperationException when mortise does not support the option, or it is read
   *     only
   * @throws IllegalArgumentException when the JDK does not accept the value
   */
  public <T> Socket option(java.net.SocketOption<T> option, T value) throws IOException {
    Objects.requireNonNull(value, "the value of " + option);
    JavaOptions.write(this, option.name(), value);
    return this;
  }

  /**
   * Joins a multicast group, so that the socket receives its datagrams, ip(7), ipv6(7), RFC 3678.
   *
   * @throws java.net.SocketException when the socket is a member already (EADDRINUSE), there is no
   *     such interface (ENODEV), or the socket has too many groups (ENOBUFS)
   */
  public void join(Multicast group) throws IOException {
    option(group.join(), group);
  }

  /**
   * Leaves a multicast group.
   *
   * @throws java.net.SocketException when the socket is not a member (EADDRNOTAVAIL)
   */
  public void leave(Multicast group) throws IOException {
    option(group.leave(), group);
  }

  /**
   * Blocks one {@linkplain Multicast#from source} of a joined group: its datagrams are no longer
   * received.
   *
   * @throws java.net.SocketException when the socket is not a member (EINVAL), or the source is
   *     blocked already (EADDRNOTAVAIL)
   */
  public void block(Multicast group) throws IOException {
    option(group.block(), group);
  }

  /**
   * Unblocks a source that {@link #block} has blocked.
   *
   * @throws java.net.SocketException when it is not blocked (EADDRNOTAVAIL)
   */
  public void unblock(Multicast group) throws IOException {
    option(group.unblock(), group);
  }

  /**
   * Waits until data or a connection is available, or the stream has ended, without consuming it
   * and without a buffer. An error of the connection ends the wait as well, and the next call
   * throws it.
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
  public void awaitReadable(Deadline deadline) throws IOException {
    await(Direction.READ, Events.IN.or(Events.RDHUP), deadline);
  }

  /**
   * Waits until a send would accept bytes, or a connect in progress is complete or has failed,
   * which the next connect or {@link Option#SO_ERROR} reports.
   *
   * @throws java.net.SocketTimeoutException when the deadline passes first
   */
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
   * Makes a system call that reads from this socket, such as an ioctl or a splice. While it returns
   * {@code -EAGAIN}, waits until the socket is readable.
   *
   * @param name the name of the call in errors and traces
   * @param call takes the descriptor's number, which stays open while it runs, and returns the
   *     result of the system call: a value {@code >= 0} or {@code -errno}. It must not block.
   * @return the value
   * @throws IOException for the errno, as every other call does
   */
  public long tryReading(String name, IntToLongFunction call, Deadline deadline)
      throws IOException {
    return tried(Direction.READ, name, call, deadline);
  }

  /**
   * Makes a system call that writes to this socket, such as an ioctl or a splice. While it returns
   * {@code -EAGAIN}, waits until the socket is writable.
   *
   * @param name the name of the call in errors and traces
   * @param call as in {@link #tryReading}
   * @return the value
   */
  public long tryWriting(String name, IntToLongFunction call, Deadline deadline)
      throws IOException {
    return tried(Direction.WRITE, name, call, deadline);
  }

  /** A result of 0 is not an end here, unlike in a receive; an error is recorded as there. */
  private Attempt recordingError(IntToLongFunction call) {
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
            ? descriptor.call(direction, recordingError(call), NO_MEMORY, 0, deadline.waitLimit)
            : descriptor.transfer(
                direction, (fd, m, f) -> call.applyAsLong(fd), NO_MEMORY, 0, deadline.waitLimit);
    return endpoint.done(begin, name, result);
  }

  /**
   * Duplicates the descriptor, dup(2). The two sockets are closed separately and share all state
   * except their number and mortise's timeout, which the new one has none of.
   *
   * @throws java.net.SocketException when descriptors run out (EMFILE)
   * @throws IllegalStateException as {@link #detach}, where a server's connection holds bytes
   */
  public Socket dup() throws IOException {
    endpoint.leaveRing("dup");
    return DescriptorAdoption.dup(endpoint);
  }

  /**
   * Releases the descriptor: the socket is closed as by {@link #close}, but the number stays open,
   * non-blocking, and the caller owns it. Waiting calls end with EBADF; returns once they have
   * left.
   *
   * @throws IllegalStateException when the socket was closed before; when it is a server's
   *     connection that has received bytes by io_uring and not returned them, or has written bytes
   *     that the peer does not read within {@link #timeout()}: {@code Connection.bareSocket()} has
   *     a socket that can always be detached
   */
  public int detach() {
    long begin = Trace.begin();
    endpoint.leaveRing("detach");
    int fd = endpoint.detach();
    if (fd < 0) {
      throw new IllegalStateException("the socket is closed");
    }
    endpoint.trace(begin, "detach", fd);
    return fd;
  }

  /** Returns whether child processes inherit the descriptor; false by default. */
  public boolean isInheritable() throws IOException {
    return (DescriptorAdoption.fcntl(endpoint, Fcntl.F_GETFD, 0) & Fcntl.FD_CLOEXEC) == 0;
  }

  /**
   * Sets whether child processes inherit the descriptor (close-on-exec). {@link ProcessBuilder}
   * closes all descriptors but the first three in any case.
   */
  public void inheritable(boolean inheritable) throws IOException {
    endpoint.descriptor.share();
    DescriptorAdoption.fcntl(endpoint, Fcntl.F_SETFD, inheritable ? 0 : Fcntl.FD_CLOEXEC);
  }

  /** Returns the local address, getsockname(2); port 0 or unnamed if the socket is not bound. */
  public Address localAddress() throws IOException {
    return name("getsockname", SysSocket::getsockname);
  }

  /**
   * Returns the peer's address, getpeername(2).
   *
   * @throws java.net.SocketException when the socket is not connected (ENOTCONN)
   */
  public Address peerAddress() throws IOException {
    return name("getpeername", SysSocket::getpeername);
  }

  /**
   * Returns the peer's address as of the accept or the last connect, also of one that failed, or
   * null. It makes no system call, so it is available after a connection error too.
   */
  public @Nullable Address cachedPeerAddress() {
    return endpoint.peer;
  }

  /**
   * Binds to a UNIX path with settings for its file: mode, owner, replacement, removal.
   *
   * @throws java.net.BindException as {@link #bind(Address)}, and when the file exists and must not
   *     be replaced (EADDRINUSE)
   * @throws java.net.SocketTimeoutException when other processes are binding to the path for longer
   *     than the socket's timeout
   * @throws IllegalArgumentException when the socket is not a UNIX socket
   */
  public void bind(UnixBinding binding) throws IOException {
    endpoint.file(UnixFile.bind(this, binding));
  }

  /**
   * Returns this stream socket as an {@link InputStream}: reads block as {@link #recv(byte[])} does
   * and return -1 at the end. {@code available} is the number of bytes in the receive queue; {@code
   * close} closes the socket. The stream is unbuffered, so it can be mixed with {@link
   * #recv(byte[])}, and after a timeout or an interrupt the next read continues.
   *
   * @throws IllegalStateException when the socket is not a stream, since messages would be
   *     truncated
   */
  public InputStream inputStream() {
    return new SocketInput(stream("inputStream"), endpoint::deadline);
  }

  /**
   * Returns this stream socket as an {@link OutputStream}: a write returns when the kernel has
   * accepted all bytes, as {@link #sendAll(byte[])} does. {@code flush} does nothing; {@code close}
   * closes the socket, {@link #shutdown} ends the stream only.
   *
   * @throws IllegalStateException when the socket is no stream
   */
  public OutputStream outputStream() {
    return new SocketOutput(stream("outputStream"));
  }

  /**
   * Returns a buffered reader of this stream socket, as Python's {@code makefile} does. It reads
   * ahead, so do not mix it with {@link #recv(byte[])}; a line that a timeout or an interrupt
   * splits is lost in part. Closing it closes the socket.
   *
   * @throws IllegalStateException when the socket is not a stream
   */
  public BufferedReader reader(Charset charset) {
    return new BufferedReader(new InputStreamReader(inputStream(), charset));
  }

  /**
   * Returns a buffered writer to this stream socket; text is sent by {@code flush}, or in parts of
   * 8 KiB. Closing it closes the socket.
   *
   * @throws IllegalStateException when the socket is not a stream
   */
  public BufferedWriter writer(Charset charset) {
    return new BufferedWriter(new OutputStreamWriter(outputStream(), charset));
  }

  /** Returns this socket as a channel of {@code java.nio}. Closing either closes both. */
  public SocketByteChannel channel() {
    return new SocketByteChannel(this);
  }

  /**
   * Returns this stream socket as a {@link java.net.Socket}, for code that needs one, such as
   * {@code SSLSocketFactory} or a database driver. Closing either closes both. Reads use its own
   * SO_TIMEOUT, initially this socket's timeout. Limits of {@code java.net}: the peer's {@code
   * InetAddress} is loopback and its port 0 if this socket has no Internet address, and TCP options
   * have no effect on other sockets.
   *
   * @throws IllegalStateException when the socket is no stream
   */
  public java.net.Socket asJava() {
    return JavaSocket.of(stream("asJava"), null);
  }

  /**
   * Returns this listening stream socket as a {@link java.net.ServerSocket}, for servers that use
   * {@code java.net} only; {@link ServerSocketFactory} makes them for an address. Closing either
   * closes both, and ends a waiting accept. Accepts use its own SO_TIMEOUT, initially this socket's
   * timeout. Limits of {@code java.net}: the local {@code InetAddress} is loopback and the port 0
   * if this socket has no Internet address; {@code getLocalSocketAddress} has the whole address.
   *
   * @throws IllegalStateException when the socket is not a stream or does not listen
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

  /**
   * Sends a whole file, as {@link #sendFile(Path, long, long)} does, and returns the number of
   * bytes sent.
   */
  public long sendFile(Path file) throws IOException {
    return sendFile(file, 0, Long.MAX_VALUE);
  }

  /**
   * Sends {@code count} bytes of a file from {@code offset} on, fewer only at the end of the file,
   * by zero-copy from the page cache, sendfile(2). Blocks while the peer does not receive, for the
   * socket's timeout in all, and inside the kernel while the disk reads the next 512 KiB. A path of
   * another than the default file system is copied.
   *
   * @return the number of bytes sent; 0 for an offset past the file's end
   * @throws java.nio.file.FileSystemException when the file cannot be opened, {@link
   *     java.nio.file.NoSuchFileException} when it does not exist
   * @throws IOException as {@link #send(byte[])}; {@link SocketFailure#transferred} is the number
   *     of bytes sent before
   * @throws IllegalArgumentException when {@code offset} or {@code count} is negative
   * @throws IllegalStateException when the socket is no stream
   */
  public long sendFile(Path file, long offset, long count) throws IOException {
    return sendFile(file, offset, count, deadline());
  }

  /**
   * Sends {@code count} bytes of a file from {@code offset} on, with one deadline for the whole,
   * sendfile(2). Throws as {@link #sendFile(Path, long, long)}.
   */
  public long sendFile(Path file, long offset, long count, Deadline deadline) throws IOException {
    return new Sendfile(endpoint, offset, count, () -> deadline).send(file);
  }

  /**
   * Sends {@code count} bytes of a file with a deadline for each part of at most 512 KiB, for a
   * peer that may be slow but must not stall.
   */
  public long sendFile(Path file, long offset, long count, Supplier<Deadline> deadlines)
      throws IOException {
    return new Sendfile(endpoint, offset, count, deadlines).send(file);
  }

  /**
   * Sends {@code count} bytes of a file channel from {@code offset} on; the channel's position is
   * not used and not moved. This form copies, 128 KiB at a time, since the JDK does not expose the
   * channel's descriptor. An interrupt closes an interruptible channel.
   *
   * @return the number of bytes sent, fewer than {@code count} only at the end of the file
   * @throws java.nio.channels.ClosedChannelException when the channel is closed
   * @throws java.nio.channels.NonReadableChannelException when it was not opened for reading
   * @throws IOException as {@link #sendFile(Path, long, long)}
   */
  public long sendFile(FileChannel file, long offset, long count) throws IOException {
    return sendFile(file, offset, count, deadline());
  }

  /**
   * Sends {@code count} bytes of a file channel from {@code offset} on, with one deadline for the
   * whole.
   */
  public long sendFile(FileChannel file, long offset, long count, Deadline deadline)
      throws IOException {
    return new Sendfile(endpoint, offset, count, () -> deadline).copy(file);
  }

  /**
   * Moves {@code count} bytes from one stream to another inside the kernel, fewer only at the end
   * of the stream, by zero-copy, splice(2). Each wait is bounded by the timeout of its socket.
   *
   * @return the number of bytes moved
   * @throws IOException when either socket fails, with {@link SocketFailure#transferred}. When
   *     {@code to} fails, up to 256 KiB more may have been read from {@code from} and are lost; a
   *     {@link Splice} keeps them.
   * @throws IllegalArgumentException when a socket is not a stream, or {@code count} is negative
   * @throws UnsupportedOperationException as of {@link Splice#of}
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
    // Every getname of the kernel writes the family at least.
    return Objects.requireNonNull(address, call);
  }

  /**
   * Closes the socket, close(2), and ends every waiting call with EBADF. The kernel still delivers
   * sent data. Never blocks; idempotent.
   *
   * <p>Errors of close(2) are ignored, since Linux releases the number in any case. EBADF means
   * that other code has closed the number; it is in the {@link Trace}, and the logger {@code
   * mortise} reports it at level DEBUG with a stack trace.
   */
  @Override
  public void close() {
    if (isOpen()) {
      long begin = Trace.beginEffect();
      endpoint.trace(begin, "close", endpoint.close());
    }
  }

  /** Returns the descriptor, the family and type, and the known addresses, as text. */
  @Override
  public String toString() {
    Address local = endpoint.localOrNull();
    Address peer = endpoint.peer;
    String addresses = (local == null ? "" : " " + local) + (peer == null ? "" : " -> " + peer);
    String state = isOpen() ? "fd " + fileno() : "closed";
    return "Socket[" + state + " " + family() + " " + type() + addresses + "]";
  }

  /** Traces a call that opened descriptors, and closes them if the trace listener throws. */
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
