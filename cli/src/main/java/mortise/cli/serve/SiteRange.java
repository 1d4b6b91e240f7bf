package mortise.cli.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that was asked for, RFC 9110 section 14.
 *
 * @param first its first byte
 * @param length 0 where the file has no such part
 */
record SiteRange(long first, long length) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** What a header asks for; null for the whole, also where it asks for several parts. */
  static SiteRange of(String header, long size) {
    Matcher range = ONE.matcher(header);
    if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
      return null;
    }
    if (range.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(range.group(2)));
      return new SiteRange(size - last, last);
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
    if (last < first && !range.group(2).isEmpty()) {
      return null;
    }
    return new SiteRange(first, Math.max(0, Math.min(last, size - 1) - first + 1));
  }
}
