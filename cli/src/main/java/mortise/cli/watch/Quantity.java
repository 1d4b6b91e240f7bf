package mortise.cli.watch;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. */
final class Quantity {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Quantity() {}

  /** {@code 1 byte}, {@code 999 bytes}, {@code 1.46 KiB}, {@code 38.1 MiB}. */
  static String bytes(long count) {
    if (count < 1000) {
      return count == 1 ? "1 byte" : count + " bytes";
    }
    double value = count / 1024.0;
    int unit = 0;
    // The rounding must not make 1000 KiB of 999.7.
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return threeDigits(value) + " " + UNITS[unit];
  }

  /** {@code 12.3 MiB/s}. */
  static String rate(double bytesPerSecond) {
    long whole = Math.round(bytesPerSecond);
    return (whole < 1000 ? whole + " B" : bytes(whole)) + "/s";
  }

  /** The rate of so many bytes in that time; of no time at all, none. */
  static double rate(long bytes, Duration time) {
    return time.isPositive() ? bytes / (time.toNanos() / 1e9) : 0;
  }

  /** {@code 3.21 s}, {@code 0.0123 s}, {@code 4:05 min}, {@code 1:02:03 h}. */
  static String time(Duration time) {
    if (time.toMinutes() < 1) {
      double seconds = time.toNanos() / 1e9;
      return seconds < 0.1
          ? String.format(Locale.ROOT, "%.4f s", seconds)
          : threeDigits(seconds) + " s";
    }
    return clock(time) + (time.toHours() == 0 ? " min" : " h");
  }

  /** {@code 0:05}, {@code 4:05}, {@code 1:02:03}. */
  static String clock(Duration time) {
    return time.toHours() == 0
        ? String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart())
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            time.toHours(),
            time.toMinutesPart(),
            time.toSecondsPart());
  }

  /** {@code 0.043 ms}, {@code 12.3 ms}. */
  static String milliseconds(Duration time) {
    double value = time.toNanos() / 1e6;
    return (value < 1 ? String.format(Locale.ROOT, "%.3f", value) : threeDigits(value)) + " ms";
  }

  private static String threeDigits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
