package mortise.tls;

import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import mortise.server.Connection;

/**
 * What comes after the handshake and is no data: tickets and key updates of TLS 1.3, which are
 * served and counted, and renegotiation, which is refused. One thread uses it at a time.
 */
final class Housekeeping {
  /** Records without data that may follow each other: tickets, key updates, empty ones. */
  private static final int MOST_EMPTY = 32;

  private final SSLEngine engine;
  private final Connection carrier;
  private final Outbound outbound;
  private int emptyRecords;
  private int ownAnswers;

  Housekeeping(SSLEngine engine, Connection carrier, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.outbound = outbound;
  }

  /** Looks at a record that was decrypted. */
  void seen(SSLEngineResult result) throws IOException {
    emptyRecords = result.bytesProduced() > 0 ? 0 : emptyRecords + 1;
    if (emptyRecords > MOST_EMPTY) {
      String words = "expected data but was " + emptyRecords + " records without";
      throw fault(words);
    }
    HandshakeStatus wanted = result.getHandshakeStatus();
    if (wanted == HandshakeStatus.NOT_HANDSHAKING || wanted == HandshakeStatus.FINISHED) {
      return;
    }
    if (!Versions.hasKeyUpdates(engine.getSession())) {
      throw fault("the peer wants to renegotiate, which is refused");
    }
    // The answer may wait for the next write (RFC 8446, section 4.6.3), so that who reads never
    // waits for a peer that does not. Answers that nothing takes along must not pile up, though.
    if (wanted == HandshakeStatus.NEED_WRAP && ++ownAnswers % MOST_EMPTY == 0) {
      outbound.writeOwn();
    }
  }

  private SSLException fault(String words) {
    return Faults.conversation(Faults.peer(carrier), words);
  }
}
