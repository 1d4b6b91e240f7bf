package mortise.tls;

import java.io.Serial;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import org.jspecify.annotations.Nullable;

/**
 * A random source for one DTLS server engine that first returns the given cookie secret. JDK 25
 * draws 4 bytes, whose first byte it puts in front of each cookie, and then a secret of 32 bytes.
 * With another order of draws no client would pass the cookie exchange; the DTLS tests detect that.
 *
 * <p>After {@link #leaveSecret}, and for all other sizes, it returns the JDK's random bytes, so
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

  /** Returns random bytes only from now on. */
  void leaveSecret() {
    source.secret = null;
  }

  private static final class Source extends SecureRandomSpi {
    @Serial private static final long serialVersionUID = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte generation;

    /** Null after {@link #leaveSecret}. */
    private transient volatile byte @Nullable [] secret;

    Source(byte generation, byte[] secret) {
      this.generation = generation;
      this.secret = secret;
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      byte[] known = secret;
      if (known != null && bytes.length == Integer.BYTES) {
        // The other three bytes are a counter; at 0 the engine would draw a new secret.
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
