package mortise.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import mortise.net.Deadline;

/**
 * Performs a DTLS handshake in the calling thread. A flight without a reply is retransmitted, with
 * a timeout that doubles (RFC 6347, section 4.2.4.1).
 */
final class DtlsHandshake {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final SSLEngine engine;
  private final DatagramPath path;

  private final HandshakeReassembler reassembler;

  /** Records not yet passed to the engine. */
  private ByteBuffer in = NOTHING;

  private final ByteBuffer arrived = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer out = ByteBuffer.allocate(1 << 15);

  /** The datagrams sent since the last one was received: the current flight. */
  private final List<byte[]> flight = new ArrayList<>();

  /**
   * A handshake from its beginning, or after the exchange of {@link Cookies}.
   *
   * @param seen the number of messages that the engine has already processed
   */
  DtlsHandshake(SSLEngine engine, DatagramPath path, int seen) {
    this.engine = engine;
    this.path = path;
    this.reassembler = new HandshakeReassembler(seen);
  }

  /**
   * Runs until the handshake is complete or the deadline has passed.
   *
   * @return the datagrams of this side's last flight; empty if the peer sent the last one. The peer
   *     retransmits its own flight if they are lost
   */
  List<byte[]> run(Deadline deadline) throws IOException {
    String peer = "" + path.peer();
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
        engine.beginHandshake();
      }
      Duration wait = FIRST_WAIT;
      while (true) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> JdkEngine.tasks(engine);
          case NEED_WRAP -> send();
          case NEED_UNWRAP_AGAIN -> engine.unwrap(NOTHING, NOTHING);
          case NEED_UNWRAP -> wait = in.hasRemaining() ? unwrap() : receive(wait, deadline);
          case FINISHED, NOT_HANDSHAKING -> {
            return flight;
          }
        }
      }
    } catch (SSLException e) {
      throw withAlert(TlsErrors.handshake(peer, e));
    } catch (RuntimeException e) {
      throw withAlert(TlsErrors.handshake(peer, TlsErrors.engine(e)));
    }
  }

  private SSLException withAlert(SSLException reason) {
    tryAlert(reason);
    return reason;
  }

  private Duration unwrap() throws SSLException {
    SSLEngineResult result = engine.unwrap(in, NOTHING);
    if (result.bytesConsumed() == 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
      in.limit(in.position()); // an incomplete record, which a datagram must not contain
    }
    if (engine.isInboundDone()) {
      throw new SSLException("the peer closed the connection during the handshake");
    }
    return FIRST_WAIT;
  }

  private Duration receive(Duration wait, Deadline deadline) throws IOException {
    try {
      // A queued datagram is received even after the deadline, so a flood would never end.
      if (deadline.remaining().isZero()) {
        throw new SocketTimeoutException("DTLS handshake with " + path.peer() + ": timed out");
      }
      path.receive(arrived, deadline.sooner(Deadline.after(wait)));
      in = reassembler.reassemble(arrived);
      if (in.hasRemaining()) {
        flight.clear();
      }
      return wait;
    } catch (SocketTimeoutException e) {
      if (deadline.remaining().isZero()) {
        throw e;
      }
      flight.clear();
      send(); // the engine retransmits the last flight in this state
      Duration longer = wait.multipliedBy(2);
      return longer.compareTo(LONGEST_WAIT) < 0 ? longer : LONGEST_WAIT;
    }
  }

  private void send() throws IOException {
    SSLEngineResult result;
    do {
      result = engine.wrap(NOTHING, out.clear());
      if (result.bytesProduced() > 0) {
        byte[] record = new byte[out.flip().remaining()];
        out.get(0, record);
        flight.add(record);
        path.send(ByteBuffer.wrap(record));
      }
    } while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && result.bytesProduced() > 0);
  }

  private void tryAlert(SSLException reason) {
    try {
      send();
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }
}
