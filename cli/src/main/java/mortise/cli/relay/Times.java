package mortise.cli.relay;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as text. */
public final class Times {
  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)?");
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(365L * 24 * 3600);

  private Times() {}

  /** Seconds, or with one of the units; up to a year. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigDecimal unit =
        switch (matcher.group(2)) {
          case "ms" -> new BigDecimal("0.001");
          case "m" -> BigDecimal.valueOf(60);
          case "h" -> BigDecimal.valueOf(3600);
          case "d" -> BigDecimal.valueOf(24 * 3600);
          case null, default -> BigDecimal.ONE;
        };
    BigDecimal seconds = new BigDecimal(matcher.group(1)).multiply(unit);
    return seconds.compareTo(LONGEST_SECONDS) > 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(seconds.movePointRight(9).longValue()));
  }

  /** {@code 2s}, {@code 1m30s}, {@code 0.5s}. */
  static String text(Duration time) {
    return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
