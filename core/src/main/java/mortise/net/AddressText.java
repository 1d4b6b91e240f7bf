package mortise.net;

import org.jspecify.annotations.Nullable;

/** Addresses as text: no look-up, no I/O. */
final class AddressText {
  private static final String UNIX = "unix:";
  private static final String VSOCK = "vsock:";

  private AddressText() {}

  static Address parse(String text) {
    if (text.startsWith(UNIX)) {
      return unix(text, Printable.parse(text.substring(UNIX.length())));
    }
    if (text.startsWith("/") || text.startsWith("@")) {
      return unix(text, text);
    }
    if (text.startsWith(VSOCK)) {
      return vsock(text);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw wrong(text, "has no port and is not a UNIX path");
    }
    String host = text.substring(0, colon);
    int port = port(text, text.substring(colon + 1));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      throw wrong(text, "has an IPv6 host without brackets; write [host]:port");
    }
    Inet address = inetOrNull(bracketed ? host.substring(1, host.length() - 1) : host, port);
    if (address == null) {
      throw wrong(
          text,
          "has a host that is not numeric; names are looked up by Socket.dial, Socket.connect(host,"
              + " port) and Resolver");
    }
    if (bracketed && address instanceof Inet4) {
      throw wrong(text, "has an IPv4 host in brackets");
    }
    return address;
  }

  private static Unix unix(String text, String name) {
    if (name.isEmpty()) {
      return Unix.UNNAMED;
    }
    if (name.indexOf('\0') >= 0) {
      throw wrong(text, "contains NUL");
    }
    return name.startsWith("@") ? Unix.ofAbstract(name.substring(1)) : Unix.of(name);
  }

  private static Vsock vsock(String text) {
    String[] parts = text.substring(VSOCK.length()).split(":", -1);
    if (parts.length != 2) {
      throw wrong(text, "is not vsock:CID:PORT");
    }
    return new Vsock(unsigned(text, parts[0]), unsigned(text, parts[1]));
  }

  private static long unsigned(String text, String digits) {
    if (digits.equals("any")) {
      return Vsock.CID_ANY;
    }
    boolean decimal = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!decimal || digits.length() > 10 || Long.parseLong(digits) > Vsock.CID_ANY) {
      throw wrong(text, "has \"" + digits + "\" where a number in 0..2^32-1 or \"any\" belongs");
    }
    return Long.parseLong(digits);
  }

  private static int port(String text, String digits) {
    int port = 0;
    for (int i = 0; i < digits.length() && port <= 0xffff; i++) {
      port = 10 * port + decimal(digits.charAt(i), text);
    }
    if (digits.isEmpty() || port > 0xffff) {
      throw wrong(text, "has port \"" + digits + "\", which is not in 0..65535");
    }
    return port;
  }

  private static int decimal(char c, String text) {
    if (c < '0' || c > '9') {
      throw wrong(text, "has a port that is not a decimal number");
    }
    return c - '0';
  }

  static Inet inet(String host, int port) {
    Inet address = inetOrNull(host, port);
    if (address == null) {
      throw new IllegalArgumentException(
          "\"" + Printable.of(host) + "\" is not a numeric IPv4 or IPv6 host");
    }
    return address;
  }

  /** The address, or null when the host is not numeric. */
  static @Nullable Inet inetOrNull(String host, int port) {
    long ip4 = ip4(host);
    if (ip4 >= 0) {
      return new Inet4((int) ip4, port);
    }
    int percent = host.indexOf('%');
    byte[] ip6 = ip6(percent < 0 ? host : host.substring(0, percent));
    if (ip6 == null) {
      return null;
    }
    Inet6 address = Inet6.of(ip6, port);
    if (percent < 0) {
      return address;
    }
    long scope = Interfaces.scope(host.substring(percent + 1), hasLinkScope(address));
    return scope < 0 ? null : address.withScope((int) scope);
  }

  /**
   * Whether getaddrinfo(3) takes the name of an interface for the scope, and not its number only.
   */
  private static boolean hasLinkScope(Inet6 address) {
    long first = address.high() >>> 48;
    boolean group = first >>> 8 == 0xff;
    return first >>> 6 == 0xfe80 >>> 6 || group && ((first & 15) == 1 || (first & 15) == 2);
  }

  /** Four decimal numbers, as inet_pton(3) takes them; -1 for anything else. */
  static long ip4(String text) {
    long bits = 0;
    int from = 0;
    for (int part = 0; part < 4; part++) {
      int end = part < 3 ? text.indexOf('.', from) : text.length();
      int number = end < 0 ? -1 : octet(text, from, end);
      if (number < 0) {
        return -1;
      }
      bits = bits << 8 | number;
      from = end + 1;
    }
    return bits;
  }

  private static int octet(String text, int from, int end) {
    int length = end - from;
    if (length < 1 || length > 3 || length > 1 && text.charAt(from) == '0') {
      return -1;
    }
    int number = 0;
    for (int i = from; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number <= 255 ? number : -1;
  }

  static String ip4(int bits) {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }

  /** The sixteen bytes of an IPv6 host as inet_pton(3) takes it; null for anything else. */
  static byte @Nullable [] ip6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text);
      return all != null && all.length == 16 ? all : null;
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    byte[] head = groups(text.substring(0, gap));
    byte[] tail = groups(text.substring(gap + 2));
    // "::" stands for one group of zeros at least.
    if (head == null || tail == null || head.length + tail.length > 14) {
      return null;
    }
    if (text.substring(0, gap).indexOf('.') >= 0) {
      return null;
    }
    byte[] all = new byte[16];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(tail, 0, all, 16 - tail.length, tail.length);
    return all;
  }

  /**
   * Groups with single colons between them, the last perhaps an IPv4 address; null if malformed.
   */
  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", 9);
    int last = parts.length - 1;
    boolean dotted = parts[last].indexOf('.') >= 0;
    byte[] bytes = new byte[2 * parts.length + (dotted ? 2 : 0)];
    if (bytes.length > 16) {
      return null;
    }
    for (int i = 0; i <= last; i++) {
      boolean four = dotted && i == last;
      long number = four ? ip4(parts[i]) : group(parts[i]);
      if (number < 0) {
        return null;
      }
      Bytes.bigEndian(number, bytes, 2 * i, four ? 4 : 2);
    }
    return bytes;
  }

  private static int group(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return -1;
      }
      number = 16 * number + digit;
    }
    return number;
  }

  /** RFC 5952: lower case, no leading zeros, the first longest run of zero groups as "::". */
  static String ip6(long high, long low) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high : low) >>> 48 - 16 * (i % 4)) & 0xffff;
    }
    if (high == 0 && low >>> 32 == 0xffff) {
      return "::ffff:" + ip4((int) low);
    }
    int from = 0;
    int longest = 1; // a single zero group is not worth "::"
    for (int i = 0; i < 8; i++) {
      int run = zeros(groups, i);
      if (run > longest) {
        from = i;
        longest = run;
      }
    }
    if (longest == 1) {
      return join(groups, 0, 8);
    }
    return join(groups, 0, from) + "::" + join(groups, from + longest, 8);
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < groups.length && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "address \"" + Printable.of(text) + "\" " + Printable.line(why));
  }
}
