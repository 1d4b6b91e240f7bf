package mortise.cli.nc;

/** Times as nmap writes them: {@code 500ms}, {@code 2s}, {@code 1.5m}, {@code 1h}; or seconds. */
final class TimeText {
  private static final long MOST = Integer.MAX_VALUE;

  /** From here on a number of seconds looks like one of milliseconds. */
  private static final long SUSPICIOUS = 100_000;

  private TimeText() {}

  /**
   * Reads a time that is above zero.
   *
   * @param option what it is for
   * @return milliseconds, up to 2^31 - 1
   * @throws UsageException when it is none
   */
  static long millis(NcOption option, String text) {
    long millis = read(text);
    if (millis <= 0 || millis > MOST) {
      throw new UsageException(
          "Invalid "
              + option
              + " time \""
              + text
              + "\": it must be a number above 0 and up to 2147483 seconds, as in 500ms, 2s, 1m, 1h.");
    }
    if (millis >= SUSPICIOUS && isBare(text)) {
      throw new UsageException(
          "The time of "
              + option
              + " is in seconds, so \""
              + text
              + "\" is "
              + millis / 60_000
              + " minutes; write \""
              + text
              + "s\" for that, or \""
              + text
              + "ms\" for milliseconds.");
    }
    return millis;
  }

  /** Reads a time that may be zero, or below for one that never comes, which gives -1. */
  static long millisOrNever(NcOption option, String text) {
    if (text.startsWith("-") && read(text.substring(1)) >= 0) {
      return NcSettings.UNSET;
    }
    return read(text) == 0 ? 0 : millis(option, text);
  }

  private static boolean isBare(String text) {
    char last = text.charAt(text.length() - 1);
    return last >= '0' && last <= '9' || last == '.';
  }

  /** -1 for what is no time. */
  private static long read(String text) {
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    long factor = factor(text.substring(end));
    String number = text.substring(0, end);
    if (factor < 0 || !isNumber(number)) {
      return -1;
    }
    double millis = Double.parseDouble(number) * factor;
    return millis > 0 && millis < 1 ? 1 : (long) Math.min(millis, MOST + 1.0);
  }

  private static boolean isNumber(String text) {
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      dots += c == '.' ? 1 : 0;
    }
    return digits > 0 && dots <= 1 && digits + dots == text.length();
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "", "s" -> 1000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> -1;
    };
  }
}
