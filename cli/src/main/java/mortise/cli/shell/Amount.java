package mortise.cli.shell;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people write and read them at a shell. */
public final class Amount {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)([a-zA-Z]*)");

  private Amount() {}

  /**
   * Reads a time: {@code 2}, {@code 0.2}, {@code 500ms}, {@code 10s}, {@code 1.5m}, {@code 1h};
   * seconds where no unit is given.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Duration time(String text) {
    Matcher parts = NUMBER.matcher(text);
    long nanos =
        !parts.matches()
            ? -1
            : switch (parts.group(2).toLowerCase(Locale.ROOT)) {
              case "us" -> 1_000;
              case "ms" -> 1_000_000;
              case "", "s" -> 1_000_000_000;
              case "m" -> 60_000_000_000L;
              case "h" -> 3_600_000_000_000L;
              case "d" -> 86_400_000_000_000L;
              default -> -1;
            };
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "invalid duration '" + text + "' (e.g. 2, 0.5, 200ms, 10s, 5m, 1h)");
    }
    try {
      return Duration.ofNanos(
          new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(nanos)).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "duration '" + text + "' is out of range (1ns to 292 years)", e);
    }
  }

  /**
   * Reads a number of bytes: {@code 1500}, {@code 64K}, {@code 1.5M}, {@code 2G}, where K is 1024.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static long bytes(String text) {
    Matcher parts = NUMBER.matcher(text);
    int power =
        !parts.matches()
            ? -1
            : switch (parts.group(2).toLowerCase(Locale.ROOT)) {
              case "", "b" -> 0;
              case "k", "kb", "kib" -> 1;
              case "m", "mb", "mib" -> 2;
              case "g", "gb", "gib" -> 3;
              case "t", "tb", "tib" -> 4;
              default -> -1;
            };
    if (power < 0) {
      throw new IllegalArgumentException("invalid size '" + text + "' (e.g. 1500, 64K, 1.5M, 2G)");
    }
    BigDecimal count =
        new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power));
    if (count.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "size '" + text + "' is out of range (expected below 2^63)");
    }
    return count.longValue();
  }

  /** {@code 999 B}, {@code 1.46 KiB}, {@code 38.1 MiB}. */
  public static String ofBytes(double count) {
    String units = "KMGTPE";
    if (count < 1000) {
      return Math.round(count) + " B";
    }
    double value = count / 1024;
    int unit = 0;
    // The rounding must not make 1000 KiB of 999.7.
    while (value >= 999.5 && unit < units.length() - 1) {
      value /= 1024;
      unit++;
    }
    return threeDigits(value) + " " + units.charAt(unit) + "iB";
  }

  /** {@code 940 Mbit/s}, of bytes a second. */
  public static String ofBits(double bytesPerSecond) {
    String units = "kMGTP";
    double value = bytesPerSecond * 8;
    if (value < 1000) {
      return Math.round(value) + " bit/s";
    }
    value /= 1000;
    int unit = 0;
    while (value >= 999.5 && unit < units.length() - 1) {
      value /= 1000;
      unit++;
    }
    return threeDigits(value) + " " + units.charAt(unit) + "bit/s";
  }

  /** {@code 0.043 ms}, {@code 12.3 ms}, {@code 3.21 s}. */
  public static String ofTime(Duration time) {
    double millis = time.toNanos() / 1e6;
    if (millis < 1) {
      return String.format(Locale.ROOT, "%.3f ms", millis);
    }
    return millis < 9999 ? threeDigits(millis) + " ms" : threeDigits(millis / 1000) + " s";
  }

  /** A time in units as people put them together: {@code 2s}, {@code 1m30s}, {@code 0.5s}. */
  public static String written(Duration time) {
    return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** A number with three digits that count, or all those before the point. */
  public static String threeDigits(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** {@code 0:05}, {@code 4:05}, {@code 1:02:03}. */
  public static String clock(Duration time) {
    String rest =
        String.format(Locale.ROOT, "%02d:%02d", time.toMinutesPart(), time.toSecondsPart());
    return time.toHours() > 0 ? time.toHours() + ":" + rest : rest.replaceFirst("^0", "");
  }
}
