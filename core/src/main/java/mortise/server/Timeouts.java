package mortise.server;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of a server; null is no limit.
 *
 * @param handshake all {@linkplain Stage stages} of a connection together
 * @param idle one wait for bytes from the peer
 * @param stall one wait of a write for the peer to read
 * @param life a whole connection, its handler included
 * @param drain how long a stop without an argument waits for the handlers
 */
public record Timeouts(
    @Nullable Duration handshake,
    @Nullable Duration idle,
    @Nullable Duration stall,
    @Nullable Duration life,
    @Nullable Duration drain) {
  /** No bounds at all. */
  public static final Timeouts UNBOUNDED = new Timeouts(null, null, null, null, null);

  /** 10 s for a handshake, 5 min idle, 30 s of stall, any life, 10 s to drain. */
  public static final Timeouts DEFAULT =
      new Timeouts(seconds(10), seconds(300), seconds(30), null, seconds(10));

  public Timeouts {
    check("handshake", handshake);
    check("idle", idle);
    check("stall", stall);
    check("life", life);
    if (drain != null && drain.isNegative()) {
      throw new IllegalArgumentException("time drain " + drain + " is negative");
    }
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static void check(String name, @Nullable Duration time) {
    if (time != null && !time.isPositive()) {
      throw new IllegalArgumentException("time " + name + " " + time + " is not above zero");
    }
  }

  public Timeouts handshake(@Nullable Duration handshake) {
    return new Timeouts(handshake, idle, stall, life, drain);
  }

  public Timeouts idle(@Nullable Duration idle) {
    return new Timeouts(handshake, idle, stall, life, drain);
  }

  public Timeouts stall(@Nullable Duration stall) {
    return new Timeouts(handshake, idle, stall, life, drain);
  }

  public Timeouts life(@Nullable Duration life) {
    return new Timeouts(handshake, idle, stall, life, drain);
  }

  public Timeouts drain(@Nullable Duration drain) {
    return new Timeouts(handshake, idle, stall, life, drain);
  }

  /** A time that is bounded in any case. */
  static Duration orDefault(@Nullable Duration time, Duration other) {
    return Objects.requireNonNullElse(time, other);
  }
}
