package mortise.sys.nio;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static mortise.sys.SysErrno.EAFNOSUPPORT;
import static mortise.sys.SysErrno.EBADF;
import static mortise.sys.SysErrno.EINVAL;
import static mortise.sys.SysErrno.EIO;
import static mortise.sys.SysErrno.ENOSYS;
import static mortise.sys.SysErrno.ENOTTY;
import static mortise.sys.SysErrno.EOPNOTSUPP;
import static mortise.sys.SysErrno.EPROTONOSUPPORT;
import static mortise.sys.SysErrno.ESOCKTNOSUPPORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import mortise.sys.Fcntl;
import mortise.sys.NetinetIn;
import mortise.sys.PollH;
import mortise.sys.PortableCalls;
import mortise.sys.SysEventfd;
import mortise.sys.SysSocket;
import mortise.sys.struct.Pointers;
import mortise.sys.struct.Pollfd;

/**
 * The functions of libc by name, as {@code mortise.sys.Calls} makes them: numbers and memory in the
 * places of C's arguments, a value {@code >= 0} or {@code -errno} as the result.
 */
public final class Portable implements PortableCalls {
  /** The memory that stands for a function, whose address is its index here. */
  private enum Function {
    accept4,
    bind,
    close,
    connect,
    dup,
    dup2,
    epoll_create1,
    epoll_ctl,
    epoll_wait,
    eventfd,
    fchmod,
    fchmodat,
    fchownat,
    fcntl,
    flock,
    getpeername,
    getpid,
    getsockname,
    getsockopt,
    ioctl,
    isatty,
    linkat,
    listen,
    mkfifoat,
    mmap,
    munmap,
    openat,
    pipe2,
    poll,
    pwritev2,
    read,
    readlinkat,
    recv,
    recvfrom,
    recvmmsg,
    recvmsg,
    renameat,
    select,
    send,
    sendmmsg,
    sendmsg,
    sendto,
    setsockopt,
    shutdown,
    socket,
    socketpair,
    statx,
    unlinkat,
    write,
    unsupported
  }

  private static final Function[] FUNCTIONS = Function.values();

  /** The names of functions that are not here, by index above those that are. */
  private static final Map<Long, String> UNSUPPORTED = new ConcurrentHashMap<>();

  /** What the thread's last failed call has to say beyond its errno, or null. */
  private static final ThreadLocal<Failure> LAST = new ThreadLocal<>();

  private record Failure(int errno, String reason) {}

  private static final int SOCKET_FLAGS = SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC;
  private static final long POLL_PAUSE_NANOS = 1_000_000;

  /** What mmap has given out, by address. */
  private static final Map<Long, Arena> MAPPED = new ConcurrentHashMap<>();

  /** The one instance is made by {@link PortableCalls}. */
  public Portable() {}

  @Override
  public MemorySegment function(String name) {
    for (Function function : FUNCTIONS) {
      if (function.name().equals(name)) {
        return MemorySegment.ofAddress(function.ordinal());
      }
    }
    long index = FUNCTIONS.length + UNSUPPORTED.size();
    UNSUPPORTED.put(index, name);
    return MemorySegment.ofAddress(index);
  }

  @Override
  public String reason(int errno) {
    Failure last = LAST.get();
    return last == null || last.errno != errno ? null : last.reason;
  }

  /** Something that fails as NIO does. */
  @FunctionalInterface
  private interface Body {
    long run() throws IOException;
  }

  private static long guard(Body body) {
    try {
      return body.run();
    } catch (IOException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private static long failed(IOException e) {
    int errno = Errnos.of(e);
    boolean told = e instanceof ErrnoException || errno == EIO;
    LAST.set(told && e.getMessage() != null ? new Failure(errno, e.getMessage()) : null);
    return -errno;
  }

  private static long failed(RuntimeException e) {
    int errno = Errnos.of(e);
    if (errno == 0) {
      throw e;
    }
    return -errno;
  }

  @Override
  public long send(int fd, byte[] array, int offset, int length, int flags) {
    try {
      return Handles.get(fd).send(ByteBuffer.wrap(array, offset, length), flags, null);
    } catch (IOException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  @Override
  public long recv(int fd, byte[] array, int offset, int length, int flags) {
    try {
      return Handles.get(fd).recv(ByteBuffer.wrap(array, offset, length), flags, new Arrival());
    } catch (IOException e) {
      return failed(e);
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  @Override
  public long call(
      MemorySegment function,
      long number,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e) {
    try {
      return made(function.address(), number, NULL, a, b, c, d, e);
    } catch (IOException x) {
      return failed(x);
    } catch (RuntimeException x) {
      return failed(x);
    }
  }

  @Override
  public long call(
      MemorySegment function,
      MemorySegment first,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e) {
    try {
      return made(function.address(), first.address(), first, a, b, c, d, e);
    } catch (IOException x) {
      return failed(x);
    } catch (RuntimeException x) {
      return failed(x);
    }
  }

  private static long made(
      long index,
      long n,
      MemorySegment first,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      MemorySegment d,
      MemorySegment e)
      throws IOException {
    Function function = index < FUNCTIONS.length ? FUNCTIONS[(int) index] : Function.unsupported;
    return switch (function) {
      case accept4 -> accept(n, a, b, number(c));
      case bind -> {
        SocketHandle socket = Handles.get(n).socket();
        SocketAddress address = Addresses.decode(a, socket.family);
        if (address == null) {
          throw new ErrnoException(EAFNOSUPPORT);
        }
        socket.bind(address);
        yield 0;
      }
      case close -> {
        Handles.close(n);
        yield 0;
      }
      case connect -> {
        SocketHandle socket = Handles.get(n).socket();
        socket.connect(Addresses.decode(a, socket.family));
        yield 0;
      }
      case dup -> Handles.duplicate(Handles.get(n), 0, false);
      case dup2 -> Handles.replace(Handles.get(n), number(a));
      case epoll_create1 -> Handles.add(new EpollHandle(), true);
      case epoll_ctl -> {
        epoll(n).control(number(a), number(b), c);
        yield 0;
      }
      case epoll_wait -> epoll(n).await(a, number(b), number(c));
      case eventfd ->
          Handles.add(new EventHandle((int) n), (number(a) & SysEventfd.EFD_CLOEXEC) != 0);
      case fchmod -> {
        chmod(Handles.get(n), number(a));
        yield 0;
      }
      case fchmodat -> {
        FileCalls.chmod(FileCalls.path(n, a), number(b));
        yield 0;
      }
      case fchownat -> {
        boolean itself = (number(d) & Fcntl.AT_EMPTY_PATH) != 0;
        Path path = itself ? Handles.get(n).path() : FileCalls.path(n, a);
        FileCalls.chown(path, number(b), number(c), number(d));
        yield 0;
      }
      case fcntl -> fcntl(n, number(a), number(b));
      case flock -> {
        FileCalls.lock(file(n), number(a));
        yield 0;
      }
      case getpeername -> {
        SocketHandle socket = Handles.get(n).socket();
        Addresses.write(Addresses.encode(socket.peer(), socket.family), a, b);
        yield 0;
      }
      case getpid -> ProcessHandle.current().pid();
      case getsockname -> {
        SocketHandle socket = Handles.get(n).socket();
        Addresses.write(Addresses.encode(socket.local(), socket.family), a, b);
        yield 0;
      }
      case getsockopt -> {
        Handles.get(n).socket().options.get(number(a), number(b), c, d);
        yield 0;
      }
      case ioctl -> Handles.get(n).ioctl(number(a), b);
      case isatty -> isTerminal(n);
      case linkat -> {
        FileCalls.link(FileCalls.path(n, a), FileCalls.path(b.address(), c));
        yield 0;
      }
      case listen -> {
        Handles.get(n).listen(number(a));
        yield 0;
      }
      case mkfifoat -> throw FileCalls.fifo();
      case mmap -> map(a.address());
      case munmap -> {
        MAPPED.remove(n).close();
        yield 0;
      }
      case openat -> {
        FileHandle opened = FileCalls.open(n, a, number(b), number(c));
        yield Handles.add(opened, (number(b) & Fcntl.O_CLOEXEC) != 0);
      }
      case pipe2 -> pipe(first, number(a));
      case poll -> poll(first, number(b));
      case pwritev2 -> writeVector(Handles.get(n), a);
      case read -> read(Handles.get(n), a);
      case readlinkat -> FileCalls.readlink(n, a, b);
      case recv -> Handles.get(n).recv(a.asByteBuffer(), number(c), new Arrival());
      case recvfrom -> receiveFrom(Handles.get(n).socket(), a, number(c), d, e);
      case recvmmsg -> Messages.receiveAll(Handles.get(n).socket(), a, number(b), number(c));
      case recvmsg -> Messages.receive(Handles.get(n).socket(), a, number(b));
      case renameat -> {
        FileCalls.rename(FileCalls.path(n, a), FileCalls.path(b.address(), c));
        yield 0;
      }
      case select -> {
        int events = a.byteSize() > 0 ? PollH.POLLIN : PollH.POLLOUT;
        yield Handles.get(n - 1).poll(events) != 0 ? 1 : 0;
      }
      case send -> Handles.get(n).send(a.asByteBuffer(), number(c), null);
      case sendmmsg -> Messages.sendAll(Handles.get(n).socket(), a, number(b), number(c));
      case sendmsg -> Messages.send(Handles.get(n).socket(), a, number(b));
      case sendto -> {
        SocketHandle socket = Handles.get(n).socket();
        SocketAddress to = d.byteSize() == 0 ? null : Addresses.decode(d, socket.family);
        yield socket.send(a.asByteBuffer(), number(c), to);
      }
      case setsockopt -> {
        Handles.get(n).socket().options.set(number(a), number(b), c);
        yield 0;
      }
      case shutdown -> {
        Handles.get(n).shutdown(number(a));
        yield 0;
      }
      case socket -> socket((int) n, number(a), number(b));
      case socketpair -> pair((int) n, number(a), number(b), c);
      case statx -> {
        FileCalls.statx(n, a, number(b), d);
        yield 0;
      }
      case unlinkat -> {
        FileCalls.unlink(n, a, number(b));
        yield 0;
      }
      case write -> Handles.get(n).write(source(a));
      case unsupported -> {
        String name = UNSUPPORTED.getOrDefault(index, "this call");
        throw ErrnoException.needsLinux(ENOSYS, name);
      }
    };
  }

  /** The bytes to write, of an array of any type. */
  private static ByteBuffer source(MemorySegment s) {
    return isBytes(s) ? s.asByteBuffer() : ByteBuffer.wrap(s.toArray(ValueLayout.JAVA_BYTE));
  }

  private static boolean isBytes(MemorySegment s) {
    return s.isNative() || s.heapBase().filter(byte[].class::isInstance).isPresent();
  }

  private static long read(Handle handle, MemorySegment into) throws IOException {
    if (isBytes(into)) {
      return handle.read(into.asByteBuffer());
    }
    byte[] bytes = new byte[(int) into.byteSize()];
    long count = handle.read(ByteBuffer.wrap(bytes));
    MemorySegment.copy(bytes, 0, into, ValueLayout.JAVA_BYTE, 0, (int) count);
    return count;
  }

  private static int number(MemorySegment argument) {
    return (int) argument.address();
  }

  private static EpollHandle epoll(long number) throws ErrnoException {
    if (Handles.get(number) instanceof EpollHandle set) {
      return set;
    }
    throw new ErrnoException(EINVAL);
  }

  private static FileHandle file(long number) throws ErrnoException {
    if (Handles.get(number) instanceof FileHandle file) {
      return file;
    }
    throw new ErrnoException(EBADF);
  }

  /** Whether NIO has sockets of a family and type. */
  private static int socket(int family, int typeAndFlags, int protocol) throws IOException {
    int type = typeAndFlags & ~SOCKET_FLAGS;
    SocketHandle made;
    try {
      made = open(family, type, protocol);
    } catch (UnsupportedOperationException e) {
      throw new ErrnoException(EAFNOSUPPORT, "this system's NIO has no sockets of that family");
    }
    return Handles.add(made, (typeAndFlags & SysSocket.SOCK_CLOEXEC) != 0);
  }

  private static SocketHandle open(int family, int type, int protocol) throws IOException {
    boolean inet = family == SysSocket.AF_INET || family == SysSocket.AF_INET6;
    if (!inet && family != SysSocket.AF_UNIX) {
      throw ErrnoException.needsLinux(EAFNOSUPPORT, "a socket of address family " + family);
    }
    boolean stream = type == SysSocket.SOCK_STREAM;
    if (!stream && !(inet && type == SysSocket.SOCK_DGRAM)) {
      String what = "a socket of address family " + family + " and type " + type;
      throw ErrnoException.needsLinux(ESOCKTNOSUPPORT, what);
    }
    int usual = !inet ? 0 : stream ? NetinetIn.IPPROTO_TCP : NetinetIn.IPPROTO_UDP;
    if (protocol != 0 && protocol != usual) {
      throw ErrnoException.needsLinux(EPROTONOSUPPORT, "a socket of protocol " + protocol);
    }
    return stream ? new StreamHandle(family, protocol) : new DatagramHandle(family, protocol);
  }

  private static int accept(long number, MemorySegment address, MemorySegment length, int flags)
      throws IOException {
    SocketHandle socket = Handles.get(number).accept();
    try {
      Addresses.write(Addresses.encode(socket.peer(), socket.family), address, length);
    } catch (IOException e) {
      // It has gone already; the first call on it reports that.
    }
    return Handles.add(socket, (flags & SysSocket.SOCK_CLOEXEC) != 0);
  }

  /** A UNIX pair: two ends of a connection by way of a listener that is gone at once. */
  private static int pair(int family, int type, int protocol, MemorySegment numbers)
      throws IOException {
    if (family != SysSocket.AF_UNIX) {
      boolean inet = family == SysSocket.AF_INET || family == SysSocket.AF_INET6;
      if (inet) {
        throw new ErrnoException(EOPNOTSUPP);
      }
      throw ErrnoException.needsLinux(EAFNOSUPPORT, "a pair of address family " + family);
    }
    open(family, type & ~SOCKET_FLAGS, protocol).close();
    boolean closeOnExec = (type & SysSocket.SOCK_CLOEXEC) != 0;
    Path folder = Files.createTempDirectory("mortise");
    Path path = folder.resolve("pair");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(java.net.UnixDomainSocketAddress.of(path), 1);
      SocketChannel first = SocketChannel.open(listener.getLocalAddress());
      try {
        SocketChannel second = listener.accept();
        StreamHandle one = StreamHandle.paired(protocol, first);
        StreamHandle other = StreamHandle.paired(protocol, second);
        numbers.set(JAVA_INT_UNALIGNED, 0, Handles.add(one, closeOnExec));
        numbers.set(JAVA_INT_UNALIGNED, Integer.BYTES, Handles.add(other, closeOnExec));
        return 0;
      } catch (Throwable t) {
        first.close();
        throw t;
      }
    } finally {
      Files.deleteIfExists(path);
      Files.deleteIfExists(folder);
    }
  }

  private static long receiveFrom(
      SocketHandle socket, MemorySegment into, int flags, MemorySegment address, MemorySegment size)
      throws IOException {
    Arrival arrival = new Arrival();
    long result = socket.recv(into.asByteBuffer(), flags, arrival);
    if (arrival.sender == null) {
      size.set(JAVA_INT_UNALIGNED, 0, 0);
    } else {
      Addresses.write(Addresses.encode(arrival.sender, socket.family), address, size);
    }
    return result;
  }

  private static int fcntl(long number, int command, int argument) throws IOException {
    Handle handle = Handles.get(number);
    switch (command) {
      case Fcntl.F_GETFD -> {
        return Handles.flags(number);
      }
      case Fcntl.F_SETFD -> Handles.flags(number, argument);
      case Fcntl.F_GETFL -> {
        return handle.statusFlags;
      }
      case Fcntl.F_SETFL ->
          handle.statusFlags = handle.statusFlags & Fcntl.O_ACCMODE | argument & ~Fcntl.O_ACCMODE;
      case Fcntl.F_DUPFD, Fcntl.F_DUPFD_CLOEXEC -> {
        return Handles.duplicate(handle, argument, command == Fcntl.F_DUPFD_CLOEXEC);
      }
      default -> throw ErrnoException.needsLinux(EINVAL, "command " + command + " of fcntl");
    }
    return 0;
  }

  private static void chmod(Handle handle, int mode) throws IOException {
    if (handle instanceof StreamHandle socket) {
      socket.mode(mode);
    } else if (handle.path() != null) {
      FileCalls.chmod(handle.path(), mode);
    }
  }

  private static int isTerminal(long number) throws ErrnoException {
    boolean standard = Handles.get(number) instanceof StandardHandle;
    if (standard && System.console() != null && System.console().isTerminal()) {
      return 1;
    }
    throw new ErrnoException(ENOTTY);
  }

  private static int pipe(MemorySegment numbers, int flags) throws IOException {
    Pipe pipe = Pipe.open();
    boolean closeOnExec = (flags & Fcntl.O_CLOEXEC) != 0;
    int source = Handles.add(PipeHandle.source(pipe), closeOnExec);
    int sink = Handles.add(PipeHandle.sink(pipe), closeOnExec);
    numbers.set(JAVA_INT_UNALIGNED, 0, source);
    numbers.set(JAVA_INT_UNALIGNED, Integer.BYTES, sink);
    return 0;
  }

  private static long writeVector(Handle handle, MemorySegment vectors) throws IOException {
    long written = 0;
    for (MemorySegment part : Messages.parts(vectors)) {
      ByteBuffer from = part.asByteBuffer();
      try {
        written += handle.write(from);
      } catch (IOException e) {
        if (written == 0) {
          throw e;
        }
        return written;
      }
      if (from.hasRemaining()) {
        return written;
      }
    }
    return written;
  }

  private static long map(long length) {
    Arena arena = Arena.ofShared();
    MemorySegment memory = Pointers.recorded(arena.allocate(length, 8));
    MAPPED.put(memory.address(), arena);
    return memory.address();
  }

  @Override
  public int poll(MemorySegment fds) {
    return (int) guard(() -> polled(fds));
  }

  private static int polled(MemorySegment fds) throws IOException {
    int ready = 0;
    for (long at = 0; at < fds.byteSize(); at += Pollfd.SIZE) {
      ByteBuffer entry = Pointers.buffer(fds.asSlice(at, Pollfd.SIZE));
      int events = PollH.POLLNVAL;
      int number = entry.getInt(0);
      try {
        events = number < 0 ? 0 : Handles.get(number).poll(entry.getShort(4));
      } catch (ErrnoException e) {
        if (e.errno != EBADF) {
          throw e;
        }
      }
      entry.putShort(6, (short) events);
      ready += events == 0 ? 0 : 1;
    }
    return ready;
  }

  /** For a few milliseconds, on a platform thread. */
  private static int poll(MemorySegment fds, int millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000L;
    int ready;
    while ((ready = polled(fds)) == 0 && (millis < 0 || System.nanoTime() < end)) {
      LockSupport.parkNanos(POLL_PAUSE_NANOS);
    }
    return ready;
  }

  // Functions that return text, or take more arguments than fit above.

  @Override
  public String strerror(int errno) {
    return Strerror.of(errno);
  }

  @Override
  public String gai_strerror(int code) {
    return Names.gaiStrerror(code);
  }

  @Override
  public int getaddrinfo(
      MemorySegment node, MemorySegment service, MemorySegment hints, MemorySegment result) {
    return Names.getaddrinfo(node, service, hints, result);
  }

  @Override
  public int getnameinfo(
      MemorySegment address, MemorySegment host, MemorySegment service, int flags) {
    return Names.getnameinfo(address, host, service, flags);
  }

  @Override
  public int getservbyname_r(
      MemorySegment name,
      MemorySegment protocol,
      MemorySegment servent,
      MemorySegment buffer,
      MemorySegment result) {
    return (int)
        guard(() -> {
          Names.service(
              Tables.service(Addresses.text(name), textOrNull(protocol)), servent, buffer, result);
          return 0;
        });
  }

  @Override
  public int getservbyport_r(
      int port,
      MemorySegment protocol,
      MemorySegment servent,
      MemorySegment buffer,
      MemorySegment result) {
    int number = Short.toUnsignedInt(Short.reverseBytes((short) port));
    return (int)
        guard(() -> {
          Names.service(Tables.service(number, textOrNull(protocol)), servent, buffer, result);
          return 0;
        });
  }

  private static String textOrNull(MemorySegment s) {
    return s.byteSize() == 0 ? null : Addresses.text(s);
  }

  @Override
  public MemorySegment getprotobyname(MemorySegment name) {
    return protocol(Tables.protocol(Addresses.text(name)));
  }

  @Override
  public MemorySegment getprotobynumber(int protocol) {
    return protocol(Tables.protocol(protocol));
  }

  private static MemorySegment protocol(Tables.Entry entry) {
    try {
      return Names.protocol(entry);
    } catch (ErrnoException e) {
      return NULL; // longer than any line of the table
    }
  }

  @Override
  public int gethostbyname2_r(
      MemorySegment name,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result) {
    return (int)
        guard(() -> {
          Names.gethostbyname(name, family, hostent, buffer, result);
          return 0;
        });
  }

  @Override
  public int gethostbyaddr_r(
      MemorySegment address,
      int family,
      MemorySegment hostent,
      MemorySegment buffer,
      MemorySegment result) {
    return (int)
        guard(() -> {
          Names.gethostbyaddr(address, family, hostent, buffer, result);
          return 0;
        });
  }

  @Override
  public int if_nametoindex(MemorySegment name) {
    return (int) guard(() -> Interfaces.index(name));
  }

  @Override
  public int if_indextoname(int index, MemorySegment name) {
    return (int)
        guard(() -> {
          Interfaces.name(index, name);
          return 0;
        });
  }

  @Override
  public MemorySegment if_nameindex(MemorySegment errno) {
    try {
      return Interfaces.all();
    } catch (IOException e) {
      errno.set(JAVA_INT_UNALIGNED, 0, Errnos.of(e));
      return NULL;
    }
  }

  @Override
  public int gethostname(MemorySegment name) {
    return (int)
        guard(() -> {
          byte[] bytes = HostName.own();
          if (bytes.length >= name.byteSize()) {
            throw new ErrnoException(mortise.sys.SysErrno.ENAMETOOLONG);
          }
          name.fill((byte) 0).asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
          return 0;
        });
  }
}
