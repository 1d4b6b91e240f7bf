package mortise.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;
import mortise.poll.Attempt;
import mortise.poll.Descriptor;
import mortise.poll.Descriptor.Direction;
import mortise.poll.DroppedDescriptors;
import mortise.poll.Outcome;
import mortise.poll.WaitLimit;
import mortise.sys.NetinetIn;
import mortise.sys.SysErrno;
import mortise.sys.SysSocket;
import org.jspecify.annotations.Nullable;

/**
 * A socket's descriptor, and its data for errors and traces. Every call of {@link Socket} and of
 * its views goes through here: this is where results become traces and exceptions.
 */
final class SocketEndpoint {
  /** The most that one send or recv of a stream moves: 128 KiB. A message is moved whole. */
  static final int STREAM_CHUNK = 1 << 17;

  private static final Attempt RECV = SysSocket::recv;
  private static final Attempt URGENT = UrgentData::recv;
  private static final Attempt SEND = SysSocket::send;

  final Descriptor descriptor;
  final Family family;
  final Type type;
  final Protocol protocol;

  /** What every send adds to its flags. */
  final int sendFlags;

  /** Null waits for ever, zero never waits. */
  volatile @Nullable Duration timeout;

  /** The address of the last connect or of the accept, for error texts; null before. */
  volatile @Nullable Address peer;

  /** What no call uses at the moment, or null. */
  private volatile @Nullable NamedReceive namedReceive;

  /** The last address that was sent to, in the kernel's form. Immutable, so any may be seen. */
  private @Nullable Destination destination;

  private record Destination(Inet address, MemorySegment sockaddr) {}

  /**
   * Whether O_NONBLOCK is not set, since other processes use the open socket as a blocking one. Set
   * before the socket is handed out.
   */
  boolean blocking;

  /** Whether the number belongs to other code, so that close leaves it open. */
  private final boolean borrowed;

  private final CloseAction remains;
  private final Cleanable dropped;

  SocketEndpoint(int fd, Family family, Type type, Protocol protocol) {
    this(fd, family, type, protocol, false);
  }

  SocketEndpoint(int fd, Family family, Type type, Protocol protocol, boolean borrowed) {
    this.borrowed = borrowed;
    this.descriptor = new Descriptor(fd, isTcp(family, type, protocol));
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    this.sendFlags = SendFlags.of(family);
    if (hasConnection()) {
      descriptor.keepError();
    }
    this.remains = new CloseAction(descriptor, borrowed);
    this.dropped = DroppedDescriptors.register(this, descriptor, remains);
  }

  /** By itself, since most programs receive no datagrams. */
  private static final class Unused {
    private static final VarHandle NAMED_RECEIVE = find();

    private static VarHandle find() {
      try {
        return MethodHandles.lookup()
            .findVarHandle(SocketEndpoint.class, "namedReceive", NamedReceive.class);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    static @Nullable NamedReceive take(SocketEndpoint endpoint) {
      return (NamedReceive) NAMED_RECEIVE.getAndSet(endpoint, null);
    }
  }

  /** What has to be done when the socket is closed or was dropped. Does not know the endpoint. */
  private static final class CloseAction implements Runnable {
    private final Descriptor descriptor;
    private final boolean borrowed;

    /** The file to remove, or null. */
    private volatile @Nullable UnixFile file;

    CloseAction(Descriptor descriptor, boolean borrowed) {
      this.descriptor = descriptor;
      this.borrowed = borrowed;
    }

    long close() {
      UnixFile bound = file;
      if (bound != null) {
        bound.unlink();
      }
      if (borrowed) {
        descriptor.detach();
        return 0;
      }
      return descriptor.close();
    }

    @Override
    public void run() {
      close();
    }
  }

  /** A file to remove on close, or null. */
  void file(@Nullable UnixFile file) {
    remains.file = file;
  }

  /** The file to remove on close, or null. */
  @Nullable UnixFile file() {
    return remains.file;
  }

  /** Closes the descriptor and removes the file; the result is that of the close. */
  long close() {
    try {
      return remains.close();
    } finally {
      dropped.clean();
    }
  }

  /**
   * Makes sure that all bytes of the connection are with the kernel, for an operation by which
   * others get at them.
   */
  void leaveRing(String operation) {
    long left = descriptor.endRing(deadline().waitLimit);
    if (left > 0) {
      throw new IllegalStateException(
          operation
              + ": "
              + left
              + " received bytes are with the server's connection, not with its socket;"
              + " Connection.bareSocket() returns the socket, and readAhead() then has these bytes");
    }
    if (left == Outcome.TIMED_OUT || left == Outcome.INTERRUPTED || left == -SysErrno.EAGAIN) {
      throw new IllegalStateException(
          operation + ": the peer does not read what was written to the server's connection");
    }
  }

  /** Gives the number to the caller; -1 where the socket is closed. */
  int detach() {
    try {
      return descriptor.detach();
    } finally {
      dropped.clean();
    }
  }

  /** Whether this is the one end of a connection, so that an error may be the end of it. */
  private boolean hasConnection() {
    return isStream() || family.equals(Family.UNIX) && type.number() == SysSocket.SOCK_SEQPACKET;
  }

  private static boolean isTcp(Family family, Type type, Protocol protocol) {
    int number = protocol.number();
    return (family.equals(Family.INET) || family.equals(Family.INET6))
        && type.equals(Type.STREAM)
        && (number == 0 || number == NetinetIn.IPPROTO_TCP);
  }

  int number() {
    return descriptor.number();
  }

  Deadline deadline() {
    Duration bound = timeout;
    return bound == null ? Deadline.NEVER : Deadline.after(bound);
  }

  /** Throws where a call would block in the kernel, since it has no flag that prevents that. */
  void checkNonBlocking(String call) {
    if (blocking) {
      throw new UnsupportedOperationException(
          call + " would block: descriptor " + number() + " was adopted without O_NONBLOCK");
    }
  }

  boolean isStream() {
    return type.number() == SysSocket.SOCK_STREAM;
  }

  /** Makes a call that never waits. The arguments are for the trace. */
  long call(String name, Attempt attempt, MemorySegment memory, int flags, Object... arguments)
      throws IOException {
    long begin = Trace.begin();
    return done(begin, name, descriptor.call(attempt, memory, flags), arguments);
  }

  /** Moves bytes in or out with one call, a stream's in bounded parts. */
  long transfer(
      Direction direction, Attempt attempt, MemorySegment segment, Flags flags, Deadline deadline) {
    if (flags.has(Flags.OOB)) {
      descriptor.mayHaveMoreThanData();
    }
    long waitLimit = waitLimit(flags, deadline);
    // The kernel adds MSG_DONTWAIT where O_NONBLOCK is set; here it is for a descriptor that stays
    // blocking.
    int added = direction == Direction.WRITE ? sendFlags : SysSocket.MSG_DONTWAIT;
    int bits = flags.bits() | added;
    // A report from the queue of errors has no bytes, which is no end.
    long result =
        flags.has(Flags.ERRQUEUE)
            ? descriptor.call(direction, attempt, part(segment), bits, waitLimit)
            : descriptor.transfer(direction, attempt, part(segment), bits, waitLimit);
    Reference.reachabilityFence(this);
    return result;
  }

  /**
   * Receives up to {@code most} messages with a call that ends where there are no more, so that
   * fewer show that the queue is empty.
   */
  long receiveBatch(Attempt attempt, MemorySegment headers, int most, Deadline deadline) {
    long result =
        descriptor.receiveAll(
            attempt, headers, SysSocket.MSG_DONTWAIT, most, waitLimit(Flags.NONE, deadline));
    Reference.reachabilityFence(this);
    return result;
  }

  /** recv(2) into a segment. */
  long recv(MemorySegment segment, Flags flags, Deadline deadline) {
    Attempt recv = flags.has(Flags.OOB) ? URGENT : RECV;
    return transfer(Direction.READ, recv, segment, flags, deadline);
  }

  /** send(2) from a segment. */
  long send(MemorySegment segment, Flags flags, Deadline deadline) {
    return transfer(Direction.WRITE, SEND, segment, flags, deadline);
  }

  /** What one call may move at once: a stream goes in bounded parts. */
  int part(int length) {
    return length > STREAM_CHUNK && isStream() ? STREAM_CHUNK : length;
  }

  private MemorySegment part(MemorySegment segment) {
    boolean cut = segment.byteSize() > STREAM_CHUNK && isStream();
    return cut ? segment.asSlice(0, STREAM_CHUNK) : segment;
  }

  /** Sends a message to an address, or to the default peer where it is null. */
  long sendTo(
      @Nullable Address address,
      Attempt attempt,
      MemorySegment segment,
      Flags flags,
      Deadline deadline) {
    // For the queue of a UNIX socket that is not connected to the sender, epoll reports no event to
    // it.
    if (address instanceof Unix && !isStream()) {
      int bits = flags.bits() | sendFlags;
      long result = descriptor.retry(attempt, segment, bits, waitLimit(flags, deadline));
      Reference.reachabilityFence(this);
      return result;
    }
    return transfer(Direction.WRITE, attempt, segment, flags, deadline);
  }

  private static long waitLimit(Flags flags, Deadline deadline) {
    return flags.has(Flags.DONTWAIT) ? WaitLimit.NONE : deadline.waitLimit;
  }

  /** Traces the result of a call, and throws where it failed. */
  long done(long begin, String name, long result, Object... arguments) throws IOException {
    trace(begin, name, result, arguments);
    if (result < 0) {
      throw failure(name, result, 0);
    }
    return result;
  }

  void trace(long begin, String name, long result, Object... arguments) {
    if (begin != 0) {
      StringJoiner text = new StringJoiner(", ");
      for (Object argument : arguments) {
        text.add(argument.toString());
      }
      Trace.end(begin, name, number(), text.toString(), result);
    }
  }

  /** Traces the result of a call that moved bytes, of which {@code known} are worth showing. */
  void traceBytes(
      long begin, String name, long result, MemorySegment segment, long known, Flags flags) {
    if (begin != 0) {
      long shown = Math.clamp(known, 0, segment.byteSize());
      trace(begin, name, result, Trace.quote(segment, shown), segment.byteSize(), flags);
    }
  }

  IOException failure(String name, long result, long transferred) {
    return SocketExceptions.of(result, name, localOrNull(), peer, transferred);
  }

  /** A call that {@link #giveBack} takes back. */
  NamedReceive namedReceive() {
    NamedReceive unused = namedReceive == null ? null : Unused.take(this);
    return unused == null ? new NamedReceive() : unused;
  }

  void giveBack(NamedReceive call) {
    namedReceive = call;
  }

  /** For error texts, which must not fail themselves and leave no trace. */
  @Nullable Address localOrNull() {
    MemorySegment storage = Sockaddr.allocate();
    int[] length = {(int) storage.byteSize()};
    Attempt name = (fd, memory, flags) -> SysSocket.getsockname(fd, memory, length);
    long result = descriptor.call(name, storage, 0);
    return result < 0 ? null : Sockaddr.decode(storage, length[0]);
  }

  /** The source address of a message; null if the kernel reports none, as on a connected stream. */
  @Nullable Address sender(MemorySegment storage, int length) {
    boolean unnamed = length == 0 && family.equals(Family.UNIX) && !isStream();
    return unnamed ? Unix.UNNAMED : Sockaddr.decode(storage, length);
  }

  /** The kernel's form of an address, which has to be one that this socket's family takes. */
  MemorySegment encode(String name, Address address) throws IOException {
    Objects.requireNonNull(address, "address");
    if (!takes(address)) {
      throw SocketExceptions.wrongFamily(name, family, address);
    }
    if (address instanceof Unix unix && !Sockaddr.fits(unix)) {
      throw SocketExceptions.nameTooLong(name, unix, unix.bytes().length, Sockaddr.limit(unix));
    }
    return address instanceof Inet inet ? encode(inet) : Sockaddr.encode(address);
  }

  private MemorySegment encode(Inet address) {
    Destination last = destination;
    if (last == null || !last.address.equals(address)) {
      last = new Destination(address, Sockaddr.encode(address));
      destination = last;
    }
    return last.sockaddr;
  }

  /**
   * Whether the kernel may take an address on this socket. RDS and SMC have none of their own. A
   * raw one is the kernel's to judge: AF_UNSPEC, for one, ends a datagram socket's association,
   * connect(2).
   */
  private boolean takes(Address address) {
    boolean borrows = family.equals(Family.RDS) || family.equals(Family.SMC);
    return address instanceof RawAddress
        || address.family().equals(family)
        || borrows && address instanceof Inet;
  }
}
