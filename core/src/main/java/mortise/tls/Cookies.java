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

/**
 * The cookie exchange of DTLS 1.2 (RFC 6347, section 4.2.1) without state. A cookie depends on the
 * client's hello, on its address, on a secret of the server, and on the time: it is good for one to
 * two minutes.
 *
 * <p>The JDK's engine makes and checks cookies by itself, of the hello and a secret that it draws
 * at random, and leaves the address out. So each hello gets an engine whose {@linkplain
 * CookieRandom source of randomness} makes the secret out of the address. The engine also wants to
 * have seen both of a client's hellos; the first, whose engine is long forgotten, is made from the
 * second.
 *
 * <p>One thread uses it at a time.
 */
final class Cookies {
  /** How many messages of a client there are in the exchange. */
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
   * What to answer a hello of a client that is not known yet.
   *
   * @param record the first record of it, which the engine has produced
   * @param engine whose cookie was right, and that goes on from there; null where none was
   */
  record Answer(byte[] record, SSLEngine engine) {}

  /** Makes an engine with a source of randomness. */
  @FunctionalInterface
  interface Engines {
    SSLEngine make(SecureRandom random);
  }

  /**
   * Gives a hello that came from an address to a new engine.
   *
   * @throws SSLException when the engine refuses the hello, and then has no request to answer with
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
          "the engine has answered a ClientHello without a cookie by no request");
    }
    random.leaveSecret();
    if (mayBeRight) {
      feed(engine, hello.second());
      byte[] record = record(engine);
      if (record.length == 0) {
        throw new SSLException("the engine has answered a ClientHello with a cookie by no record");
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
      // The JDK's parsers check most lengths, and not all.
      throw new SSLException("the engine cannot read the ClientHello", e);
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
