package mortise.net;

import mortise.sys.NetIf;

/** Network interfaces by name and number. */
final class Interfaces {
  private Interfaces() {}

  /**
   * The index that a scope such as {@code eth0} or {@code 2} means, 0 to 2^32 - 1; -1 where there
   * is none.
   */
  static long scope(String text) {
    if (text.isEmpty()) {
      return -1;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long index = text.length() > 10 ? -1 : Long.parseLong(text);
      return index > 0xffffffffL ? -1 : index;
    }
    if (text.indexOf('\0') >= 0) {
      return -1;
    }
    return Math.max(-1, NetIf.if_nametoindex(Bytes.cString(text)));
  }
}
