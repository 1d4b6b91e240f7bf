package mortise.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The cookie exchange of DTLS 1.2 (RFC 6347, section 4.2.1) without state. The JDK's cookies need
 * none, but its engine wants to have seen both of a client's messages; so the first, whose engine
 * is long forgotten, is made from the second.
 */
final class Cookies {
  /** How many messages of a client there are in it. */
  static final int MESSAGES = 2;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private Cookies() {}

  /**
   * What to answer a hello of a client that is not known yet.
   *
   * @param record the first record of it, which the engine has produced
   * @param goesOn whether the cookie was right, and the engine goes on from there
   */
  record Answer(byte[] record, boolean goesOn) {}

  /** Gives a hello to a new engine. */
  static Answer check(SSLEngine engine, Hello hello) throws SSLException {
    engine.beginHandshake();
    if (hello.hasCookie()) {
      feed(engine, hello.first());
      answer(engine); // which the client got long ago
    }
    feed(engine, hello.datagram());
    byte[] record = answer(engine);
    return new Answer(record, hello.hasCookie() && !Hello.isVerifyRequest(record));
  }

  private static void feed(SSLEngine engine, byte[] datagram) throws SSLException {
    ByteBuffer records = ByteBuffer.wrap(datagram);
    engine.unwrap(records, NOTHING);
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
        || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN) {
      Handshake.tasks(engine);
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN) {
        engine.unwrap(NOTHING, NOTHING);
      }
    }
  }

  private static byte[] answer(SSLEngine engine) throws SSLException {
    ByteBuffer out = ByteBuffer.allocate(1 << 15);
    engine.wrap(NOTHING, out);
    byte[] record = new byte[out.flip().remaining()];
    out.get(record);
    return record;
  }
}
