package mortise.net;

/**
 * The many ways to write an IPv4 address that inet_aton(3) takes, and getaddrinfo(3) with it: one
 * to four numbers, decimal, octal with a leading 0 or hexadecimal with 0x.
 */
final class PosixLiteral {
  private static final int[] BYTES_LEFT = {4, 3, 2, 1};

  private PosixLiteral() {}

  /** The address as inet_aton(3) of glibc reads it, which ignores what follows a blank; or -1. */
  static long aton(String text) {
    long bits = 0;
    int at = 0;
    for (int part = 0; part < 4; part++) {
      int end = end(text, at);
      long number = number(text, at, end);
      if (number < 0) {
        return -1;
      }
      if (end == text.length() || isBlank(text.charAt(end))) {
        int left = 8 * BYTES_LEFT[part];
        return number >>> left == 0 ? bits << left | number : -1;
      }
      if (text.charAt(end) != '.' || number > 255) {
        return -1;
      }
      bits = bits << 8 | number;
      at = end + 1;
    }
    return -1;
  }

  /** Where the letters and digits end that begin at an index. */
  private static int end(String text, int from) {
    int end = from;
    while (end < text.length() && digit(text.charAt(end), 36) >= 0) {
      end++;
    }
    return end;
  }

  /** A number as strtoul(3) reads it without a base, up to 2^32 - 1; or -1. */
  private static long number(String text, int from, int end) {
    boolean octal = end - from > 1 && text.charAt(from) == '0';
    boolean hex = octal && end - from > 2 && (text.charAt(from + 1) | 0x20) == 'x';
    int base = hex ? 16 : octal ? 8 : 10;
    int first = hex ? from + 2 : from;
    long number = first < end ? 0 : -1;
    for (int i = first; i < end && number >= 0; i++) {
      int digit = digit(text.charAt(i), base);
      number = digit < 0 ? -1 : base * number + digit;
      number = number > 0xffffffffL ? -1 : number;
    }
    return number;
  }

  /** Of ASCII alone, where {@link Character#digit} knows those of all scripts. */
  private static int digit(char c, int base) {
    return c < 128 ? Character.digit(c, base) : -1;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  /**
   * Whether a host is meant as a number: whether its last label is one, as the URL standard's "ends
   * in a number" has it.
   */
  static boolean isNumberLike(String host) {
    String text = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String last = text.substring(text.lastIndexOf('.') + 1);
    boolean hex = last.length() > 1 && last.charAt(0) == '0' && (last.charAt(1) | 0x20) == 'x';
    int from = hex ? 2 : 0;
    for (int i = from; i < last.length(); i++) {
      if (digit(last.charAt(i), hex ? 16 : 10) < 0) {
        return false;
      }
    }
    return hex || !last.isEmpty();
  }
}
