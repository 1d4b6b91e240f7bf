package mortise.tls;

import java.io.IOException;
import javax.net.ssl.SSLException;
import mortise.server.Connection;

/**
 * Handles records without application data after the handshake: limits their number, sends replies
 * to TLS 1.3 key updates, and rejects renegotiation. Not thread-safe.
 */
final class PostHandshake {
  /**
   * The maximum number of consecutive records without data: tickets, key updates, empty records.
   */
  private static final int MOST_EMPTY = 32;

  private final Engine engine;
  private final Connection carrier;
  private final Outbound outbound;
  private int emptyRecords;
  private int ownAnswers;

  PostHandshake(Engine engine, Connection carrier, Outbound outbound) {
    this.engine = engine;
    this.carrier = carrier;
    this.outbound = outbound;
  }

  /** Counts a decrypted record with this number of data bytes. */
  void seen(int count) throws IOException {
    if (count > 0) {
      emptyRecords = 0;
      return;
    }
    emptyRecords++;
    if (emptyRecords > MOST_EMPTY) {
      throw fault("expected application data but was " + emptyRecords + " records without any");
    }
    // The reply may wait for the next write (RFC 8446, section 4.6.3), so a read never waits for a
    // peer that does not read. Without writes, every 32nd reply is sent here to bound the pending
    // output.
    if (owesAnswer() && ++ownAnswers % MOST_EMPTY == 0) {
      outbound.writeOwn();
    }
  }

  private boolean owesAnswer() throws SSLException {
    try {
      return engine.owesAnswer();
    } catch (SSLException e) {
      throw TlsErrors.connection(TlsErrors.peer(carrier), e);
    }
  }

  private SSLException fault(String reason) {
    return TlsErrors.connection(TlsErrors.peer(carrier), reason);
  }
}
