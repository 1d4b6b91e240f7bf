package mortise.tls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
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
 * DTLS 1.2 (RFC 6347) with many peers on one datagram socket.
 *
 * <p>Nothing is kept for a client until it has come back with the cookie that was sent to it. A
 * handshake then has 30 seconds, on a thread of its own. Of peers there are at most {@link #peers
 * so many}, and of handshakes 1000. At the limit, the peer that was silent longest is closed for a
 * new one; if none was silent long enough, the new client gets no reply and may retry.
 *
 * <p>A first datagram that holds no valid ClientHello is dropped and {@linkplain #malformed
 * counted}. Nothing that arrives, and no lack of memory, ends the server: a datagram whose handling
 * fails is counted in {@link #failures}, and the server goes on with the next.
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

  /** Peers that are ready; empty for the end. */
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
   * Serves a datagram socket that is bound; it becomes this object's. Sends no datagram of more
   * than 1400 bytes.
   *
   * @throws IllegalStateException when {@code tls} is for versions without TLS 1.2
   */
  public static DtlsServer open(Socket bound, TlsServer tls) {
    return open(bound, tls, TlsSettings.DATAGRAM);
  }

  /**
   * Opens a DTLS server with datagrams of another size.
   *
   * @param datagramBytes the most that the path carries, at least 256
   */
  public static DtlsServer open(Socket bound, TlsServer tls, int datagramBytes) {
    return new DtlsServer(bound, tls, TlsSettings.checkDatagram(datagramBytes));
  }

  /**
   * Waits for the next peer that has shaken hands.
   *
   * @throws SocketException when the server is closed
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
   * Sets the maximum number of peers at once; the default is 10 000.
   *
   * @param most at least 1; those in the handshake are counted too
   * @param silence how long a peer must be silent before it may be closed for a new one, by default
   *     a minute; its connection is then closed
   */
  public void peers(int most, Duration silence) {
    if (most < 1 || silence.isNegative()) {
      throw new IllegalArgumentException(
          "expected 1 peer or more and no negative silence but was " + most + " and " + silence);
    }
    this.mostPeers = most;
    this.silence = silence;
  }

  /** Where the socket is bound. */
  public Address localAddress() throws IOException {
    return socket.localAddress();
  }

  /**
   * Datagrams of addresses without a connection that were dropped because they hold no valid
   * ClientHello. A part of one that comes in several datagrams is not counted.
   */
  public long malformed() {
    return malformed.sum();
  }

  /** Datagrams that could not be received or handled, for lack of memory for instance. */
  public long failures() {
    return loop.failures();
  }

  /** Gives datagrams to their peers, until the socket is closed. */
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
      // The client cannot be served, and an answer might go to an address that sent nothing.
      malformed.increment();
    }
  }

  /** Requests a cookie, or begins a handshake with a client that has one. */
  private void answerHello(Address from, ClientHello hello) throws IOException {
    Cookies.Answer answer =
        cookies.answer(
            random -> tls.datagramEngine(random, datagramBytes, hello.requestedName()),
            from,
            hello);
    boolean goesOn = answer.engine() != null;
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
        return; // an address that cannot be reached
      }
      throw t;
    }
    if (goesOn) {
      begin(from, answer.engine());
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

  /** Whether there is a place, which the peer that was silent longest may have to give. */
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
      // {@code over} has closed the path and sent an alert.
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
