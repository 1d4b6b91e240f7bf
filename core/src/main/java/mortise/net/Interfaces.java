package mortise.net;

import mortise.sys.NetIf;

/** Network interfaces by name and number. */
final class Interfaces {
  private Interfaces() {}

  /** The index that a scope such as {@code eth0} or {@code 2} means; -1 where there is none. */
  static int scope(String text) {
    if (text.isEmpty()) {
      return -1;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > 9 ? -1 : Integer.parseInt(text);
    }
    if (text.indexOf('\0') >= 0) {
      return -1;
    }
    return Math.max(-1, NetIf.if_nametoindex(Bytes.cString(text)));
  }
}
