package mortise.tls;

import java.io.IOException;
import javax.net.ssl.SSLException;
import mortise.server.Connection;

/**
 * What comes after the handshake and is no data: tickets and key updates of TLS 1.3, which are
 * served and counted, and renegotiation, which is refused. One thread uses it at a time.
 */
final class PostHandshake {
  /** Records without data that may follow each other: tickets, key updates, empty ones. */
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

  /** Looks at a record that was decrypted, with so many bytes in it. */
  void seen(int count) throws IOException {
    if (count > 0) {
      emptyRecords = 0;
      return;
    }
    emptyRecords++;
    if (emptyRecords > MOST_EMPTY) {
      String words = "expected data but was " + emptyRecords + " records without";
      throw fault(words);
    }
    // The answer may wait for the next write (RFC 8446, section 4.6.3), so that a read never waits
    // for a peer that does not. Answers that nothing takes along must not pile up, though.
    if (owesAnswer() && ++ownAnswers % MOST_EMPTY == 0) {
      outbound.writeOwn();
    }
  }

  private boolean owesAnswer() throws SSLException {
    try {
      return engine.owesAnswer();
    } catch (SSLException e) {
      throw TlsErrors.conversation(TlsErrors.peer(carrier), e);
    }
  }

  private SSLException fault(String words) {
    return TlsErrors.conversation(TlsErrors.peer(carrier), words);
  }
}
