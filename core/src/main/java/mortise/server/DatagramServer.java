package mortise.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import mortise.net.Address;
import mortise.net.Ancillary;
import mortise.net.CloseGuard;
import mortise.net.DatagramBatch;
import mortise.net.DatagramBuffer;
import mortise.net.Deadline;
import mortise.net.Family;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Inet6;
import mortise.net.IpOption;
import mortise.net.Ipv6Option;
import mortise.net.Message;
import mortise.net.PacketInfo4;
import mortise.net.PacketInfo6;
import mortise.net.ReceivedMessage;
import mortise.net.Socket;
import mortise.net.SocketConfig;
import mortise.net.Type;
import mortise.net.Unix;
import mortise.net.UnixBinding;
import org.jspecify.annotations.Nullable;

/**
 * A server of datagrams: runs a handler for each, on a virtual thread. Thread-safe.
 *
 * <pre>{@code
 * try (var server = DatagramServer.open(Address.parse("[::]:7"), p -> p.reply(p.bytes()))) {
 *   server.await();
 * }
 * }</pre>
 *
 * <p>{@link Limits} apply to datagrams: how many handlers run at once, in all and of one address,
 * and how many begin within a second. A datagram over a limit is dropped and counted. Of a UNIX
 * datagram longer than 64 KiB, a handler gets the first 64 KiB.
 *
 * <p>No handler waits for another. A virtual thread that has finished one handler runs the next, so
 * thread-locals that a handler leaves are seen by later ones. Datagrams that have arrived are
 * received together, up to 32 with one call, recvmmsg(2); their handlers may run in any order. Each
 * reply is sent by itself when {@link DatagramRequest#reply} is called, so that its error reaches
 * its handler.
 *
 * <p>The server continues after any exception of a handler, which is counted and logged, and after
 * any failure to receive.
 *
 * <p>An open server keeps the JVM alive, as {@link Server} does; {@link #close} lets it end.
 */
public final class DatagramServer implements AutoCloseable {
  /** Handles one datagram. */
  @FunctionalInterface
  public interface DatagramHandler {
    void handle(DatagramRequest packet) throws Exception;
  }

  private static final int ANCILLARY = 256;
  private static final int BATCH = 32;

  /** No UDP datagram is longer. */
  private static final int LONGEST = 65_535;

  private static final Duration LAST_MOMENT = Duration.ofSeconds(10);

  private final Socket socket;
  private final DatagramHandler handler;
  private final Admission admission;
  private final Address local;
  private final Workers workers = new Workers("datagrams", 0);
  private final RateLimitedLog log = new RateLimitedLog("packets");

  /** Null on UNIX sockets, whose datagrams have no bound. */
  private final @Nullable DatagramBatch batch;

  /** The next of the batch that no handler has. The reader's. */
  private int next;

  private final LongAdder handled = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final ResilientLoop loop = new ResilientLoop("packets");

  private final DatagramHandlers handlers =
      new DatagramHandlers(task -> workers.handle(0, task), this::handle);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Thread reader;
  private volatile AccessList access = AccessList.ALLOW_ALL;
  private volatile boolean stopping;

  private DatagramServer(Socket socket, Limits limits, DatagramHandler handler) throws IOException {
    this.socket = socket;
    this.handler = Objects.requireNonNull(handler, "handler");
    this.admission = new Admission(limits);
    this.local = socket.localAddress();
    this.batch =
        socket.family().equals(Family.UNIX) ? null : new DatagramBatch(socket, BATCH, LONGEST);
  }

  /**
   * Opens a server at an address, UDP or UNIX datagrams, with {@link Limits#DEFAULT}. At a UNIX
   * path it replaces the file that a dead process has left, never that of a live socket, and
   * removes its own in the end.
   *
   * @throws java.net.BindException as of {@link Socket#bind(Address)}
   */
  public static DatagramServer open(Address address, DatagramHandler handler) throws IOException {
    Socket socket =
        address instanceof Unix path && path.isPath()
            ? SocketConfig.DGRAM.bind(UnixBinding.of(path).replaceStale().unlinkOnClose())
            : SocketConfig.DGRAM.bind(address);
    try (CloseGuard guard = new CloseGuard(socket)) {
      return guard.release(of(socket, Limits.DEFAULT, handler));
    }
  }

  /**
   * Starts a server on a bound socket, which the server then owns and closes. If this method
   * throws, the socket stays open.
   *
   * @throws IllegalArgumentException when it is not a datagram socket
   */
  public static DatagramServer of(Socket socket, Limits limits, DatagramHandler handler)
      throws IOException {
    if (!socket.type().equals(Type.DGRAM)) {
      throw new IllegalArgumentException(socket + " is not a datagram socket");
    }
    DatagramServer server = new DatagramServer(socket, limits, handler);
    if (server.local instanceof Inet4 inet && inet.bits() == 0) {
      socket.option(IpOption.IP_PKTINFO, true);
    } else if (server.local instanceof Inet6 inet && inet.high() == 0 && inet.low() == 0) {
      socket.option(Ipv6Option.IPV6_RECVPKTINFO, true);
    }
    server.reader = server.workers.keepAliveThread("accept", server::run, false);
    return server;
  }

  /** Returns the local address, with the ephemeral port that the kernel chose. */
  public Address address() {
    return local;
  }

  /** Replaces the access list of senders, from the next datagram on. */
  public void access(AccessList access) {
    this.access = Objects.requireNonNull(access, "access");
  }

  /** Returns the number of datagrams that were passed to a handler. */
  public long handled() {
    return handled.sum();
  }

  /** Returns the number of datagrams dropped by the access list or a limit. */
  public long dropped() {
    return dropped.sum();
  }

  /** Returns the number of datagrams whose handler threw an exception. */
  public long failed() {
    return failed.sum();
  }

  /** Returns how often a datagram could not be received, or no thread be started for it. */
  public long receiveFailures() {
    return loop.failures();
  }

  private void run() {
    try {
      if (batch == null) {
        DatagramBuffer buffer = new DatagramBuffer(socket);
        loop.run(
            this::isReceiving, () -> buffer.receiveMessage(ANCILLARY, Deadline.NEVER), this::take);
      } else {
        loop.run(this::isReceiving, () -> nextOf(batch), index -> take(batch, index));
      }
      awaitHandlers();
    } finally {
      socket.close();
      ended.countDown();
    }
  }

  private boolean isReceiving() {
    return !stopping && socket.isOpen();
  }

  /** One by one, so that a failure concerns one alone. */
  private int nextOf(DatagramBatch batch) throws IOException {
    if (next >= batch.size()) {
      next = 0;
      batch.receive(Deadline.NEVER);
    }
    return next++;
  }

  private void take(DatagramBatch batch, int index) {
    Address sender = admit(batch.sender(index));
    if (sender != null) {
      handOn(sender, () -> packet(copy(batch.bytes(index)), sender, batch.ancillary(index)));
    }
  }

  private static byte[] copy(MemorySegment bytes) {
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  /** The socket stays open for replies of running handlers. */
  private void awaitHandlers() {
    long end = System.nanoTime() + LAST_MOMENT.toNanos();
    while (admission.active() > 0 && System.nanoTime() < end) {
      Thread.interrupted(); // with the flag set, which close sets, this would spin
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void take(ReceivedMessage received) {
    try (received) {
      Address sender = admit(received.sender());
      if (sender != null) {
        handOn(sender, () -> packet(received.bytes(), sender, received.ancillary()));
      }
    }
  }

  /** The sender; null where its datagram is dropped. */
  private @Nullable Address admit(@Nullable Address sender) {
    if (sender != null && access.permits(sender) && admission.admit(sender) == null) {
      return sender;
    }
    dropped.increment();
    return null;
  }

  private void handOn(Address sender, Supplier<DatagramRequest> request) {
    try {
      handlers.handle(request.get());
    } catch (Throwable t) {
      admission.release(sender);
      throw t;
    }
  }

  private void handle(DatagramRequest packet) {
    try {
      handled.increment();
      handler.handle(packet);
    } catch (Throwable t) {
      failed.increment();
      log.log(Level.WARNING, "handler", () -> "the handler failed on " + packet, t);
    } finally {
      admission.release(packet.sender());
    }
  }

  private DatagramRequest packet(byte[] bytes, Address sender, List<Ancillary> pieces) {
    for (Ancillary piece : pieces) {
      if (piece instanceof PacketInfo4 info) {
        PacketInfo4 from = PacketInfo4.from(info.local());
        return new DatagramRequest(
            bytes, sender, at(info.destination()), b -> send(b, sender, from));
      }
      if (piece instanceof PacketInfo6 from) {
        return new DatagramRequest(bytes, sender, at(from.address()), b -> send(b, sender, from));
      }
    }
    return new DatagramRequest(bytes, sender, local, b -> socket.sendTo(b, sender));
  }

  private Address at(Inet host) {
    return host.withPort(((Inet) local).port());
  }

  private void send(byte[] bytes, Address to, Ancillary from) throws IOException {
    socket.sendMessage(Message.of(bytes).to(to).with(from));
  }

  /**
   * Waits without a limit until the server has ended.
   *
   * @throws InterruptedException when the thread is interrupted; the server stays open
   */
  public void await() throws InterruptedException {
    ended.await();
  }

  /**
   * Stops receiving and waits for all handlers, at most 10 s, then closes the socket; handlers are
   * not interrupted. Returns at once if a handler calls it. An interrupt ends the wait, closes the
   * socket, and its flag stays set. Idempotent.
   */
  @Override
  public void close() {
    stopping = true;
    Objects.requireNonNull(reader, "not started").interrupt();
    try {
      if (!handlers.isHandling()) {
        ended.await();
      }
    } catch (InterruptedException e) {
      socket.close();
      Thread.currentThread().interrupt();
    }
  }
}
