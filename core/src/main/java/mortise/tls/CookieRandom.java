package mortise.tls;

import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * Randomness for one engine of a DTLS server, which at first is the secret that the engine's
 * cookies are made with: JDK 25 draws 4 bytes, whose first one it puts in front of each cookie, and
 * 32 bytes of secret. Would it draw them in another way, no client would get past the cookie.
 *
 * <p>From {@link #leaveSecret} on, and for any other size, it is the JDK's own randomness, so that
 * keys and signatures never depend on the secret.
 */
final class CookieRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1;

  private final Source source;

  private CookieRandom(Source source) {
    super(source, null);
    this.source = source;
  }

  CookieRandom(byte generation, byte[] secret) {
    this(new Source(generation, secret));
  }

  /** Is random from now on. */
  void leaveSecret() {
    source.secret = null;
  }

  private static final class Source extends SecureRandomSpi {
    @Serial private static final long serialVersionUID = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte generation;

    /** Null when all is random. */
    private transient volatile byte[] secret;

    Source(byte generation, byte[] secret) {
      this.generation = generation;
      this.secret = secret;
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      byte[] known = secret;
      if (known != null && bytes.length == Integer.BYTES) {
        // The engine draws a new secret at a count of 0, which the other three bytes are.
        bytes[0] = generation;
        bytes[3] = 1;
      } else if (known != null && bytes.length == known.length) {
        System.arraycopy(known, 0, bytes, 0, bytes.length);
      } else {
        RANDOM.nextBytes(bytes);
      }
    }

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return RANDOM.generateSeed(count);
    }
  }
}
