package mortise.proxy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The numbers that a server of Digest gives out, RFC 7616 section 3.3. Each has its time in it and
 * a mark that only this server can make, so none has to be kept that is not used. Of those in use
 * it is kept how often they were; a count that does not grow is a message that was recorded and is
 * sent again.
 */
final class HttpNonces {
  /** How many may be in use at once; of more, the one that was not used for longest is stale. */
  private static final int MOST = 10_000;

  private static final int PLAIN_BYTES = 16;
  private static final int MARK_BYTES = 16;
  private static final String MARK = "HmacSHA256";

  /** What a nonce is worth. */
  enum Worth {
    GOOD,
    /** It was one of this server's: the client may try again with another. */
    STALE,
    FORGED
  }

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();
  private final long lifeNanos;
  private final LongSupplier clock;

  /** The time of the youngest nonce whose count is not kept any more. Guarded by counts. */
  private long forgotten = Long.MIN_VALUE;

  /** The highest count of each nonce. Guarded by itself. */
  private final Map<String, Long> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          if (size() <= MOST) {
            return false;
          }
          forgotten = Math.max(forgotten, time(bytes(eldest.getKey())));
          return true;
        }
      };

  /**
   * @param life how long a nonce is good
   * @param clock nanoseconds from any moment on
   */
  HttpNonces(Duration life, LongSupplier clock) {
    this.lifeNanos = life.toNanos();
    this.clock = clock;
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    this.key = new SecretKeySpec(secret, MARK);
  }

  /** A nonce that was never given out. */
  String next() {
    byte[] all = new byte[PLAIN_BYTES + MARK_BYTES];
    ByteBuffer.wrap(all).putLong(clock.getAsLong()).putLong(random.nextLong());
    System.arraycopy(mark(all), 0, all, PLAIN_BYTES, MARK_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  private byte[] mark(byte[] nonce) {
    try {
      Mac mac = Mac.getInstance(MARK);
      mac.init(key);
      mac.update(nonce, 0, PLAIN_BYTES);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has " + MARK, e);
    }
  }

  /** Uses a nonce for the count's time, of which each must be higher than the one before. */
  Worth use(String nonce, long count) {
    byte[] all = bytes(nonce);
    if (all.length != PLAIN_BYTES + MARK_BYTES
        || !MessageDigest.isEqual(
            Arrays.copyOf(mark(all), MARK_BYTES),
            Arrays.copyOfRange(all, PLAIN_BYTES, all.length))) {
      return Worth.FORGED;
    }
    if (clock.getAsLong() - time(all) > lifeNanos) {
      return Worth.STALE;
    }
    synchronized (counts) {
      boolean unknown = !counts.containsKey(nonce) && time(all) <= forgotten;
      if (unknown || count <= counts.getOrDefault(nonce, 0L)) {
        return Worth.STALE;
      }
      counts.put(nonce, count);
      return Worth.GOOD;
    }
  }

  private static byte[] bytes(String nonce) {
    try {
      return Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static long time(byte[] nonce) {
    return ByteBuffer.wrap(nonce).getLong();
  }
}
