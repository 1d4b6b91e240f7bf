package mortise.tls;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import mortise.net.Deadline;
import mortise.server.Connection;

/** Performs a TLS handshake in the calling thread. */
final class Handshake {
  /** The time limit for the alert of a failed handshake. */
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
    // After a reset the socket no longer has it.
    Address address = TlsErrors.peerAddress(carrier);
    try {
      while (step()) {}
    } catch (TruncatedException e) {
      throw TlsErrors.handshake(
          TlsErrors.peer(address), "the peer closed the connection during the handshake");
    } catch (SSLException e) {
      throw withAlert(TlsErrors.handshake(TlsErrors.peer(address), e));
    } catch (RuntimeException e) {
      throw withAlert(TlsErrors.handshake(TlsErrors.peer(address), TlsErrors.engine(e)));
    }
  }

  /** Performs one step; false if the handshake is complete. */
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

  /** Sends the alert with the reason to the peer. */
  private SSLException withAlert(SSLException reason) {
    carrier.deadline(Deadline.after(ALERT));
    outbound.tryAlert(reason);
    return reason;
  }
}
