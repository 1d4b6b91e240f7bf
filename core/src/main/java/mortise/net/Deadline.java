package mortise.net;

import java.time.Duration;
import mortise.poll.WaitLimit;

/**
 * The moment at which a call gives up waiting. One deadline may govern any number of calls: what
 * the first uses up, the next has no more.
 *
 * <p>It runs on the clock of {@link System#nanoTime}, so changes of the wall clock do not move it.
 */
public final class Deadline {
  /** No deadline: the call waits until it is done, or the socket is closed. */
  public static final Deadline NEVER = new Deadline(WaitLimit.FOREVER);

  /** The call does not wait at all. */
  public static final Deadline NOW = new Deadline(WaitLimit.NONE);

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  final long waitLimit;

  private Deadline(long waitLimit) {
    this.waitLimit = waitLimit;
  }

  /**
   * The moment that is {@code duration} from now; {@link #NOW} for a duration of zero.
   *
   * @throws IllegalArgumentException when the duration is negative
   */
  public static Deadline after(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a deadline " + duration + " from now is in the past");
    }
    if (duration.isZero()) {
      return NOW;
    }
    return duration.compareTo(LONGEST) > 0 ? NEVER : new Deadline(WaitLimit.of(duration.toNanos()));
  }

  /** Of this deadline and another one, that which passes first. */
  public Deadline sooner(Deadline other) {
    if (this == NOW || other == NEVER) {
      return this;
    }
    return this == NEVER || other == NOW || other.waitLimit - waitLimit < 0 ? other : this;
  }

  /** What is left of the time; zero when it has passed, some 73 years where there is no limit. */
  public Duration remaining() {
    if (waitLimit == WaitLimit.FOREVER) {
      return LONGEST;
    }
    if (waitLimit == WaitLimit.NONE) {
      return Duration.ZERO;
    }
    return Duration.ofNanos(Math.max(0, waitLimit - System.nanoTime()));
  }

  /** "never", "now", or what is left in the form of {@link Duration#toString}. */
  @Override
  public String toString() {
    return this == NEVER ? "never" : this == NOW ? "now" : remaining().toString();
  }
}
