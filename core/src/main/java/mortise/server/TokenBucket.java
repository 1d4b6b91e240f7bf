package mortise.server;

import java.util.concurrent.TimeUnit;

/**
 * So many a second: a bucket of tokens that fills steadily and is full after a second. Callers keep
 * threads apart.
 */
final class TokenBucket {
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private double tokens;
  private long filled;

  TokenBucket(int perSecond, long now) {
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.filled = now;
  }

  /** Takes a token, if there is one. */
  boolean take(long now) {
    fill(now);
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  /** Whether it is as good as new. */
  boolean isFull(long now) {
    fill(now);
    return tokens >= perSecond;
  }

  private void fill(long now) {
    tokens = Math.min(perSecond, tokens + perSecond * ((now - filled) / SECOND));
    filled = now;
  }
}
