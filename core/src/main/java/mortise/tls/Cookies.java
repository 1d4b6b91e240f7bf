package mortise.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import mortise.net.Address;
import org.jspecify.annotations.Nullable;

/**
 * The stateless cookie exchange of DTLS 1.2 (RFC 6347, section 4.2.1). A cookie depends on the
 * ClientHello, the client's address, a secret of the server and the time; it is valid for one to
 * two minutes.
 *
 * <p>The JDK's engine computes and verifies cookies from the ClientHello and a random secret,
 * without the address. So each ClientHello gets an engine whose {@linkplain CookieRandom random
 * source} derives the secret from the address. The engine must also see both ClientHello messages
 * of a client; the first one, whose engine was discarded, is derived from the second.
 *
 * <p>Not thread-safe.
 */
final class Cookies {
  /** The number of client messages in the exchange. */
  static final int MESSAGES = 2;

  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Mac mac;
  private final long begun = System.nanoTime();

  Cookies() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }

  /**
   * The reply to a ClientHello of an unknown client.
   *
   * @param record the record to send: a HelloVerifyRequest, or the first record of the server's
   *     flight
   * @param engine the engine that continues the handshake; null if there was no valid cookie
   */
  record Answer(byte[] record, @Nullable SSLEngine engine) {}

  /** Creates an engine with a random source. */
  @FunctionalInterface
  interface Engines {
    SSLEngine make(SecureRandom random);
  }

  /**
   * Passes a ClientHello from an address to a new engine.
   *
   * @throws SSLException if the engine rejects the ClientHello; there is no reply then
   */
  Answer answer(Engines engines, Address from, ClientHello hello) throws SSLException {
    long now = (System.nanoTime() - begun) / WINDOW;
    long age = hello.hasCookie() ? now - hello.cookieGeneration() & 0xFF : 0;
    boolean mayBeRight = hello.hasCookie() && age <= Math.min(1, now);
    CookieRandom random = random(from, now - (mayBeRight ? age : 0));
    SSLEngine engine = engines.make(random);
    engine.beginHandshake();
    feed(engine, hello.first());
    byte[] request = record(engine);
    if (!ClientHello.isVerifyRequest(request)) {
      throw new SSLException(
          "the engine sent no HelloVerifyRequest for a ClientHello without a cookie");
    }
    random.leaveSecret();
    if (mayBeRight) {
      feed(engine, hello.second());
      byte[] record = record(engine);
      if (record.length == 0) {
        throw new SSLException("the engine sent no record for a ClientHello with a cookie");
      }
      if (!ClientHello.isVerifyRequest(record)) {
        return new Answer(record, engine);
      }
    }
    return new Answer(hello.numbered(request), null);
  }

  private CookieRandom random(Address from, long generation) {
    mac.update(ByteBuffer.allocate(Long.BYTES).putLong(generation).flip());
    byte[] secret = mac.doFinal(from.toString().getBytes(StandardCharsets.UTF_8));
    return new CookieRandom((byte) generation, secret);
  }

  private static void feed(SSLEngine engine, byte[] datagram) throws SSLException {
    ByteBuffer records = ByteBuffer.wrap(datagram);
    try {
      engine.unwrap(records, NOTHING);
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK
          || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN) {
        JdkEngine.tasks(engine);
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN) {
          engine.unwrap(NOTHING, NOTHING);
        }
      }
    } catch (RuntimeException e) {
      // The JDK's parsers check most lengths, but not all.
      throw new SSLException("the engine failed to parse the ClientHello", e);
    }
  }

  private static byte[] record(SSLEngine engine) throws SSLException {
    ByteBuffer out = ByteBuffer.allocate(1 << 15);
    engine.wrap(NOTHING, out);
    byte[] record = new byte[out.flip().remaining()];
    out.get(record);
    return record;
  }
}
