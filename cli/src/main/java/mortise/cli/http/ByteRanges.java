package mortise.cli.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The parts of a representation that a Range asks for, RFC 9110 section 14.
 *
 * @param parts in the order of the request, each within the representation; none where none of
 *     those that were asked for is
 */
record ByteRanges(List<Part> parts) {
  /** Of more parts, or of parts that are together longer than the whole, the whole is sent. */
  private static final int MOST = 64;

  /**
   * A part.
   *
   * @param first the position of its first byte
   * @param length 1 or more
   */
  record Part(long first, long length) {
    long last() {
      return first + length - 1;
    }

    String contentRange(long size) {
      return "bytes " + first + "-" + last() + "/" + size;
    }
  }

  /**
   * Reads the value of a Range.
   *
   * @param size of the representation; an empty one has no parts, and is sent as it is
   * @return null where the header is to be ignored
   */
  static ByteRanges parse(String value, long size) {
    if (size == 0 || !value.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    int specs = 0;
    long length = 0;
    for (String member : value.substring("bytes=".length()).split(",")) {
      String spec = member.strip();
      if (spec.isEmpty()) {
        continue;
      }
      int dash = spec.indexOf('-');
      if (++specs > MOST || dash < 0 || !isSpec(spec, dash)) {
        return null;
      }
      Part part = part(spec.substring(0, dash), spec.substring(dash + 1), size);
      if (part != null) {
        parts.add(part);
        length += part.length;
      }
    }
    return specs == 0 || length > size ? null : new ByteRanges(List.copyOf(parts));
  }

  private static boolean isSpec(String spec, int dash) {
    String first = spec.substring(0, dash);
    String last = spec.substring(dash + 1);
    return spec.length() > 1
        && (first + last).chars().allMatch(c -> c >= '0' && c <= '9')
        && (first.isEmpty() || last.isEmpty() || number(first) <= number(last));
  }

  /** Null where the representation has no such part. */
  private static Part part(String first, String last, long size) {
    if (first.isEmpty()) {
      long length = Math.min(number(last), size);
      return length == 0 ? null : new Part(size - length, length);
    }
    long begin = number(first);
    long end = last.isEmpty() ? size - 1 : Math.min(number(last), size - 1);
    return begin >= size ? null : new Part(begin, end - begin + 1);
  }

  /** A number that is larger than any size is as good as the largest. */
  private static long number(String digits) {
    String bare = digits.replaceFirst("^0+(?=.)", "");
    return bare.length() > 18 ? Long.MAX_VALUE : Long.parseLong(bare);
  }
}
