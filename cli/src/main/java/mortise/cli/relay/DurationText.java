package mortise.cli.relay;

import java.time.Duration;
import java.util.Optional;
import mortise.cli.shell.Amount;

/** Times as text. */
final class DurationText {
  private static final Duration LONGEST = Duration.ofDays(365);

  private DurationText() {}

  /** Seconds, or with one of the units; up to a year. */
  static Optional<Duration> parse(String text) {
    try {
      return Optional.of(Amount.time(text)).filter(time -> time.compareTo(LONGEST) <= 0);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** {@code 2s}, {@code 1m30s}, {@code 0.5s}. */
  static String text(Duration time) {
    return Amount.written(time);
  }
}
