package mortise.cli.ping;

import java.time.Duration;
import java.time.Instant;
import mortise.net.ReceivedMessage;
import mortise.net.Timestamp;

/**
 * When a packet was sent, by two clocks: the kernel's timestamps of a packet and its reply use the
 * wall clock and exclude the latency of this program; the other one is never set.
 */
record SendTime(Instant wall, long nanos) {
  static SendTime now() {
    return new SendTime(Instant.now(), System.nanoTime());
  }

  /** How long ago it was. */
  Duration untilNow() {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** How long it took until this message came. */
  Duration until(ReceivedMessage message) {
    return until(message, null);
  }

  /**
   * The time until this message, from the kernel's timestamp of the sent packet.
   *
   * @param departure null if the kernel reported none
   */
  Duration until(ReceivedMessage message, Instant departure) {
    Duration seen = untilNow();
    Instant came = message.ancillary(Timestamp.class).map(Timestamp::software).orElse(null);
    if (came == null) {
      return seen;
    }
    // What does not lie between is of a clock that was set meanwhile, or of another packet.
    boolean fits = departure != null && !departure.isBefore(wall) && !departure.isAfter(came);
    Duration told = Duration.between(fits ? departure : wall, came);
    return told.isNegative() || told.compareTo(seen) > 0 ? seen : told;
  }
}
