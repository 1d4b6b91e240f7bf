package mortise.cli.nc;

import mortise.cli.nc.NcSettings.SocketOptions;

/** Reads what is wished for the socket. */
final class SocketOptionsReader {
  private SocketOptionsReader() {}

  static SocketOptions of(ParsedOptions given) {
    boolean any =
        given.hasAny(
            NcOption.INTERFACE,
            NcOption.MARK,
            NcOption.TOS,
            NcOption.TTL,
            NcOption.MPTCP,
            NcOption.FAST_OPEN,
            NcOption.MULTICAST);
    if (!any) {
      return SocketOptions.NONE;
    }
    return new SocketOptions(
        given.value(NcOption.INTERFACE),
        number(given, NcOption.MARK, 0, 0xffffffffL, NcSettings.UNSET),
        given.has(NcOption.TOS) ? tos(given.value(NcOption.TOS)) : NcSettings.UNSET,
        (int) number(given, NcOption.TTL, 1, 255, NcSettings.UNSET),
        given.has(NcOption.MPTCP),
        given.has(NcOption.FAST_OPEN),
        given.value(NcOption.MULTICAST));
  }

  /** The value of an option as a number between bounds, in decimal or after 0x in hexadecimal. */
  static long number(ParsedOptions given, NcOption option, long least, long most, long otherwise) {
    String text = given.value(option);
    if (text == null) {
      return otherwise;
    }
    long number = decode(text);
    if (number < least || number > most) {
      String range = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
      throw new UsageException(
          "Invalid value \"" + text + "\" of " + option + ": it is a number, " + range + ".");
    }
    return number;
  }

  private static long decode(String text) {
    if (text.startsWith("0x") && text.length() > 2 && text.length() < 12) {
      try {
        return Long.parseLong(text, 2, text.length(), 16);
      } catch (NumberFormatException e) {
        return -1;
      }
    }
    return PortText.number(text);
  }

  /** The byte of a type of service or a differentiated service, RFC 1349 and RFC 2474. */
  private static int tos(String text) {
    int named = named(text);
    long number = named >= 0 ? named : decode(text);
    if (number < 0 || number > 255) {
      throw new UsageException(
          "Invalid type of service \""
              + text
              + "\": it is a number from 0 to 255, or one of"
              + " lowdelay, throughput, reliability, ef, cs0 to cs7, af11 to af43.");
    }
    return (int) number;
  }

  private static int named(String text) {
    switch (text) {
      case "lowdelay":
        return 0x10;
      case "throughput":
        return 0x08;
      case "reliability":
        return 0x04;
      case "ef":
        return 0xb8;
      case "critical":
        return 0xa0;
      case "inetcontrol":
        return 0xc0;
      case "netcontrol":
        return 0xe0;
      default:
        break;
    }
    if (text.length() == 3 && text.startsWith("cs") && isIn(text.charAt(2), '0', '7')) {
      return text.charAt(2) - '0' << 5;
    }
    boolean af = text.length() == 4 && text.startsWith("af");
    if (af && isIn(text.charAt(2), '1', '4') && isIn(text.charAt(3), '1', '3')) {
      return text.charAt(2) - '0' << 5 | text.charAt(3) - '0' << 3;
    }
    return -1;
  }

  private static boolean isIn(char c, char least, char most) {
    return least <= c && c <= most;
  }
}
