package mortise.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import mortise.net.Address;
import mortise.net.Ancillary;
import mortise.net.CloseGuard;
import mortise.net.DatagramBuffer;
import mortise.net.Deadline;
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
 * A server of datagrams: runs a handler for each, on a separate virtual thread. Thread-safe.
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
  private static final Duration LAST_MOMENT = Duration.ofSeconds(10);

  private final Socket socket;
  private final DatagramHandler handler;
  private final Admission admission;
  private final Address local;
  private final Workers workers = new Workers("datagrams", 0);
  private final RateLimitedLog log = new RateLimitedLog("packets");
  private final DatagramBuffer buffer;
  private final LongAdder handled = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final ResilientLoop loop = new ResilientLoop("packets");

  /** Whose close does not wait. */
  private final Set<Thread> handlers = ConcurrentHashMap.newKeySet();

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Thread reader;
  private volatile AccessList access = AccessList.ALLOW_ALL;
  private volatile boolean stopping;

  private DatagramServer(Socket socket, Limits limits, DatagramHandler handler) throws IOException {
    this.socket = socket;
    this.handler = Objects.requireNonNull(handler, "handler");
    this.admission = new Admission(limits);
    this.local = socket.localAddress();
    this.buffer = new DatagramBuffer(socket);
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
      loop.run(() -> !stopping && socket.isOpen(), this::receive, this::take);
      awaitHandlers();
    } finally {
      socket.close();
      ended.countDown();
    }
  }

  private ReceivedMessage receive() throws IOException {
    return buffer.receiveMessage(ANCILLARY, Deadline.NEVER);
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
      handOn(received);
    }
  }

  private void handOn(ReceivedMessage message) {
    Address sender = message.sender();
    if (sender == null || !access.permits(sender) || admission.admit(sender) != null) {
      dropped.increment();
      return;
    }
    try {
      DatagramRequest packet = packet(message.bytes(), sender, message);
      workers.handle(0, () -> handle(packet));
    } catch (Throwable t) {
      admission.release(sender);
      throw t;
    }
  }

  private void handle(DatagramRequest packet) {
    handlers.add(Thread.currentThread());
    try {
      handled.increment();
      handler.handle(packet);
    } catch (Throwable t) {
      failed.increment();
      log.log(Level.WARNING, "handler", () -> "the handler failed on " + packet, t);
    } finally {
      handlers.remove(Thread.currentThread());
      admission.release(packet.sender());
    }
  }

  private DatagramRequest packet(byte[] bytes, Address sender, ReceivedMessage message) {
    var info4 = message.ancillary(PacketInfo4.class);
    if (info4.isPresent()) {
      Inet4 own = info4.get().local();
      Inet4 destination = info4.get().destination();
      PacketInfo4 from = PacketInfo4.from(own);
      return new DatagramRequest(bytes, sender, at(destination), b -> send(b, sender, from));
    }
    var info6 = message.ancillary(PacketInfo6.class);
    if (info6.isPresent()) {
      PacketInfo6 from = info6.get();
      return new DatagramRequest(bytes, sender, at(from.address()), b -> send(b, sender, from));
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
      if (!handlers.contains(Thread.currentThread())) {
        ended.await();
      }
    } catch (InterruptedException e) {
      socket.close();
      Thread.currentThread().interrupt();
    }
  }
}
