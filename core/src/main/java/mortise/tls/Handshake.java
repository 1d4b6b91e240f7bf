package mortise.tls;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import mortise.net.Deadline;
import mortise.server.Connection;

/** Plays a handshake to its end in the calling thread. */
final class Handshake {
  /** A failed connection is not kept for a peer that takes no alert. */
  private static final Duration ALERT = Duration.ofSeconds(1);

  private final Engine engine;
  private final Connection carrier;
  private final Inbound inbound;
  private final Outbound outbound;

  Handshake(Engine engine, Connection carrier, Inbound inbound, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.inbound = inbound;
    this.outbound = outbound;
  }

  void run() throws IOException {
    String peer = TlsErrors.peer(carrier);
    try {
      while (step()) {}
    } catch (TruncatedException e) {
      throw TlsErrors.handshake(peer, "the peer closed the connection in the middle of it");
    } catch (SSLException e) {
      throw told(TlsErrors.handshake(peer, e));
    } catch (RuntimeException e) {
      throw told(TlsErrors.handshake(peer, TlsErrors.engine(e)));
    }
  }

  /** One thing that the engine needs; false when it needs nothing more. */
  private boolean step() throws IOException {
    switch (engine.handshake()) {
      case SEND -> outbound.writeOwn();
      case RECEIVE -> inbound.readHandshake();
      case NOTHING -> {
        return false;
      }
    }
    return true;
  }

  /** Sends the alert, so that the peer knows the reason too. */
  private SSLException told(SSLException reason) {
    carrier.deadline(Deadline.after(ALERT));
    outbound.tryAlert(reason);
    return reason;
  }
}
