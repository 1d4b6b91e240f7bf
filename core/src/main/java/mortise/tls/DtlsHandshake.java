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
 * Plays a handshake of DTLS to its end in the calling thread. What seems lost is sent again, after
 * a time that doubles (RFC 6347, section 4.2.4.1).
 */
final class DtlsHandshake {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final SSLEngine engine;
  private final DatagramPath path;

  private final HandshakeReassembler reassembler;

  /** The records that are being read, and room for the next datagrams. */
  private ByteBuffer in = NOTHING;

  private final ByteBuffer arrived = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer out = ByteBuffer.allocate(1 << 15);

  /** What was sent since the peer was heard last. */
  private final List<byte[]> flight = new ArrayList<>();

  /**
   * A handshake from its beginning on, or from where {@link Cookies} have led it.
   *
   * @param seen how many messages the engine has seen already
   */
  DtlsHandshake(SSLEngine engine, DatagramPath path, int seen) {
    this.engine = engine;
    this.path = path;
    this.reassembler = new HandshakeReassembler(seen);
  }

  /**
   * Until the handshake is done or the deadline has passed.
   *
   * @return the datagrams of the last flight where it was ours: the peer may ask for them again
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
      throw told(TlsErrors.handshake(peer, e));
    } catch (RuntimeException e) {
      throw told(TlsErrors.handshake(peer, TlsErrors.engine(e)));
    }
  }

  private SSLException told(SSLException reason) {
    tryAlert(reason);
    return reason;
  }

  private Duration unwrap() throws SSLException {
    SSLEngineResult result = engine.unwrap(in, NOTHING);
    if (result.bytesConsumed() == 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
      in.limit(in.position()); // a part of a record, which no datagram may have
    }
    if (engine.isInboundDone()) {
      throw new SSLException("the peer ended the conversation in the middle of the handshake");
    }
    return FIRST_WAIT;
  }

  private Duration receive(Duration wait, Deadline deadline) throws IOException {
    try {
      // A datagram that is there already comes whatever the time, and a flood of them never ends.
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
      send(); // which sends the last flight again in this state
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
