package mortise.cli.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates of HTTP in whole seconds, RFC 9110 section 5.6.7. */
final class HttpDate {
  private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private static final List<String> DAYS =
      List.of("Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, ");

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final String MONTH = "(?<month>[A-Z][a-z]{2})";
  private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

  /** IMF-fixdate, RFC 850's and that of C's asctime. The name of the day is redundant. */
  private static final List<Pattern> FORMS =
      List.of(
          Pattern.compile(
              "[A-Z][a-z]{2}, (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " GMT"),
          Pattern.compile(
              "[A-Z][a-z]{5,8}, (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " GMT"),
          Pattern.compile(
              "[A-Z][a-z]{2} " + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})"));

  private HttpDate() {}

  /**
   * An IMF-fixdate, of the nearest time that it can name: a year has four digits. A
   * DateTimeFormatter takes ten times as long.
   */
  static String format(Instant time) {
    long second = Math.clamp(time.getEpochSecond(), FIRST, LAST);
    LocalDateTime date = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS.get(date.getDayOfWeek().ordinal()));
    append(text, date.getDayOfMonth()).append(' ');
    text.append(MONTHS.get(date.getMonthValue() - 1)).append(' ');
    append(text, date.getYear() / 100);
    append(text, date.getYear() % 100).append(' ');
    append(text, date.getHour()).append(':');
    append(text, date.getMinute()).append(':');
    return append(text, date.getSecond()).append(" GMT").toString();
  }

  /** Two digits. */
  private static StringBuilder append(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /**
   * Reads any of the three forms.
   *
   * @param now decides the century of a year of two digits: more than 50 years ahead is the past
   * @return nothing where the text is no date
   */
  static Optional<Instant> parse(String text, Instant now) {
    for (Pattern form : FORMS) {
      Matcher date = form.matcher(text);
      if (date.matches()) {
        return instant(date, now);
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(Matcher date, Instant now) {
    int month = MONTHS.indexOf(date.group("month")) + 1;
    int day = number(date, "day");
    int hour = number(date, "hour");
    int minute = number(date, "minute");
    // A leap second is the last one of its minute.
    int second = number(date, "second") == 60 ? 59 : number(date, "second");
    int year = number(date, "year");
    try {
      LocalDateTime time = LocalDateTime.of(year, month, day, hour, minute, second);
      return Optional.of(
          (date.group("year").length() == 2 ? inCentury(time, now) : time)
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The latest year with these last two digits that is not more than 50 years ahead. */
  private static LocalDateTime inCentury(LocalDateTime time, Instant now) {
    LocalDateTime latest = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(50);
    int century = latest.getYear() / 100 * 100;
    LocalDateTime date = time.withYear(century + time.getYear());
    return date.isAfter(latest) ? time.withYear(date.getYear() - 100) : date;
  }

  private static int number(Matcher date, String group) {
    return Integer.parseInt(date.group(group).strip());
  }
}
