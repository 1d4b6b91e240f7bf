package mortise.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import mortise.net.Datagram;
import mortise.net.Deadline;
import mortise.net.Socket;
import mortise.server.ResilientLoop;

/**
 * A DTLS 1.2 server (RFC 6347) for many peers on one datagram socket.
 *
 * <p>The server keeps no state for a client until it has returned the server's cookie. Each
 * handshake then runs on a virtual thread and is limited to 30 seconds. The number of peers is
 * limited by {@link #peers}, that of concurrent handshakes to 1000. At the limit, the peer that was
 * idle longest is closed for a new one; if none was idle long enough, the new client gets no reply
 * and may retry.
 *
 * <p>A first datagram that holds no valid ClientHello is dropped and {@linkplain #malformed
 * counted}. Neither received data nor an OutOfMemoryError stops the server: a datagram whose
 * handling fails is counted in {@link #failures}, and the server continues with the next.
 */
public final class DtlsServer implements AutoCloseable {
  private static final int MOST_HANDSHAKES = 1_000;
  private static final Duration HANDSHAKE = Duration.ofSeconds(30);

  private final Socket socket;
  private final TlsServer tls;
  private final Cookies cookies = new Cookies();
  private final int datagramBytes;
  private final ConcurrentHashMap<Address, QueuePath> peers = new ConcurrentHashMap<>();
  private volatile int mostPeers = 10_000;
  private volatile Duration silence = Duration.ofMinutes(1);
  private final Semaphore handshakes = new Semaphore(MOST_HANDSHAKES);
  private final ClientHelloFragments fragments = new ClientHelloFragments();
  private final ResilientLoop loop = new ResilientLoop("dtls");
  private final LongAdder malformed = new LongAdder();

  /** Peers whose handshake is complete; an empty element marks the end. */
  private final BlockingQueue<Optional<DtlsConnection>> ready = new LinkedBlockingQueue<>();

  private final Thread receiving;

  private DtlsServer(Socket socket, TlsServer tls, int datagramBytes) {
    this.socket = socket;
    this.tls = tls;
    tls.checkDatagrams();
    this.datagramBytes = datagramBytes;
    this.receiving = Thread.ofVirtual().name("mortise-dtls").start(this::receive);
  }

  /**
   * Starts a server on a bound datagram socket, with datagrams of at most 1400 bytes. The server
   * owns the socket and closes it.
   *
   * @throws IllegalStateException if the versions of {@code tls} do not include TLS 1.2
   */
  public static DtlsServer open(Socket bound, TlsServer tls) {
    return open(bound, tls, TlsSettings.DATAGRAM);
  }

  /**
   * Starts a server on a bound datagram socket, with datagrams of at most the given size. The
   * server owns the socket and closes it.
   *
   * @param datagramBytes the path MTU without IP and UDP headers, 256 to 16384
   */
  public static DtlsServer open(Socket bound, TlsServer tls, int datagramBytes) {
    return new DtlsServer(bound, tls, TlsSettings.checkDatagram(datagramBytes));
  }

  /**
   * Waits for the next peer whose handshake is complete, without a time limit.
   *
   * @throws SocketException if the server is closed before or meanwhile
   */
  public DtlsConnection accept() throws IOException {
    try {
      Optional<DtlsConnection> next = ready.take();
      if (next.isEmpty()) {
        ready.add(next); // for the other waiters
        throw new SocketException("accept: the server is closed");
      }
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("accept: the thread was interrupted");
    }
  }

  /**
   * Sets the maximum number of concurrent peers; the default is 10 000.
   *
   * @param most at least 1; peers in the handshake are included
   * @param silence how long a peer must be idle before the server may close it for a new one; the
   *     default is one minute
   */
  public void peers(int most, Duration silence) {
    if (most < 1 || silence.isNegative()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "invalid limit of %d peers with a silence of %s (expected at least 1 and PT0S)",
              most,
              silence));
    }
    this.mostPeers = most;
    this.silence = silence;
  }

  /** The address that the socket is bound to. */
  public Address localAddress() throws IOException {
    return socket.localAddress();
  }

  /**
   * The number of datagrams from unknown addresses that were dropped because they contain no valid
   * ClientHello. Fragments of a ClientHello are not counted.
   */
  public long malformed() {
    return malformed.sum();
  }

  /**
   * The number of datagrams whose receipt or handling failed, for example with an OutOfMemoryError.
   */
  public long failures() {
    return loop.failures();
  }

  /** Dispatches datagrams to their peers until the socket is closed. */
  private void receive() {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      loop.run(socket::isOpen, () -> receive(buffer), this::arrive);
    } finally {
      peers.values().forEach(QueuePath::close);
      ready.add(Optional.empty());
    }
  }

  private Datagram receive(ByteBuffer buffer) throws IOException {
    Address from = socket.recvFrom(buffer.clear());
    byte[] datagram = new byte[buffer.flip().remaining()];
    buffer.get(datagram);
    return new Datagram(datagram, from);
  }

  private void arrive(Datagram datagram) throws IOException {
    Address from = datagram.sender();
    if (from == null) {
      return; // UDP reports the sender of every datagram
    }
    QueuePath known = peers.get(from);
    if (known != null) {
      known.arrive(datagram.data());
      return;
    }
    try {
      Optional<byte[]> whole = fragments.take(from, datagram.data());
      if (whole.isPresent()) {
        answerHello(from, ClientHello.parse(whole.get()));
      }
    } catch (ProtocolException e) {
      malformed.increment();
    } catch (SSLException _) {
      // No alert is sent: the source address is not verified and may be forged.
      malformed.increment();
    }
  }

  /** Requests a cookie, or starts the handshake if the cookie is valid. */
  private void answerHello(Address from, ClientHello hello) throws IOException {
    Cookies.Answer answer =
        cookies.answer(
            random -> tls.datagramEngine(random, datagramBytes, hello.requestedName()),
            from,
            hello);
    SSLEngine engine = answer.engine();
    boolean goesOn = engine != null;
    if (goesOn && !(hasRoom() && handshakes.tryAcquire())) {
      return;
    }
    try {
      socket.sendTo(answer.record(), from);
    } catch (Throwable t) {
      if (goesOn) {
        handshakes.release();
      }
      if (t instanceof IOException) {
        return; // the address is unreachable
      }
      throw t;
    }
    if (engine != null) {
      begin(from, engine);
    }
  }

  private void begin(Address from, SSLEngine engine) {
    QueuePath path = null;
    try {
      QueuePath fresh = new QueuePath(socket, from, left -> peers.remove(from, left));
      path = fresh;
      peers.put(from, fresh);
      Thread.ofVirtual().start(() -> shakeHands(fresh, engine));
    } catch (Throwable t) {
      handshakes.release();
      if (path != null) {
        path.close();
      }
      throw t;
    }
  }

  /** Whether the limit permits another peer, after closing idle ones if necessary. */
  private boolean hasRoom() {
    while (peers.size() >= mostPeers) {
      Optional<QueuePath> mostSilent =
          peers.values().stream().max(Comparator.comparingLong(QueuePath::silence));
      if (mostSilent.isPresent() && mostSilent.get().silence() < silence.toNanos()) {
        return false;
      }
      mostSilent.ifPresent(QueuePath::close);
    }
    return true;
  }

  private void shakeHands(QueuePath path, SSLEngine engine) {
    try {
      HandshakeObserver observer = HandshakeObserver.of(engine).orElseThrow();
      Deadline deadline = Deadline.after(HANDSHAKE);
      ready.add(
          Optional.of(DtlsConnection.over(path, engine, observer, Cookies.MESSAGES, deadline)));
    } catch (IOException _) {
      // {@code over} has sent an alert and closed the path.
    } finally {
      handshakes.release();
    }
  }

  /** Closes the socket and all connections. */
  @Override
  public void close() {
    socket.close();
    try {
      receiving.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
