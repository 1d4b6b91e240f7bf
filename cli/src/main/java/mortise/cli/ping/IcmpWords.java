package mortise.cli.ping;

import mortise.net.ExtendedError;

/** What errors of ICMP mean. */
final class IcmpWords {
  private IcmpWords() {}

  static String of(ExtendedError error) {
    return switch (error.origin()) {
      case ExtendedError.SO_EE_ORIGIN_ICMP -> four(error);
      case ExtendedError.SO_EE_ORIGIN_ICMP6 -> six(error);
      default ->
          error.errno().message() + (error.info() > 0 ? " (mtu = " + error.info() + ")" : "");
    };
  }

  private static String four(ExtendedError error) {
    return switch (error.type()) {
      case 3 ->
          switch (error.code()) {
            case 0 -> "Destination Net Unreachable";
            case 1 -> "Destination Host Unreachable";
            case 2 -> "Destination Protocol Unreachable";
            case 3 -> "Destination Port Unreachable";
            case 4 -> "Frag needed and DF set (mtu = " + error.info() + ")";
            case 5 -> "Source Route Failed";
            case 9, 10, 13 -> "Packet filtered";
            default -> "Destination Unreachable, code " + error.code();
          };
      case 11 -> error.code() == 0 ? "Time to live exceeded" : "Frag reassembly time exceeded";
      case 12 -> "Parameter problem";
      default -> "ICMP type " + error.type() + " code " + error.code();
    };
  }

  private static String six(ExtendedError error) {
    return switch (error.type()) {
      case 1 ->
          switch (error.code()) {
            case 0 -> "Destination unreachable: No route";
            case 1 -> "Destination unreachable: Administratively prohibited";
            case 2 -> "Destination unreachable: Beyond scope of source address";
            case 3 -> "Destination unreachable: Address unreachable";
            case 4 -> "Destination unreachable: Port unreachable";
            default -> "Destination unreachable, code " + error.code();
          };
      case 2 -> "Packet too big: mtu=" + error.info();
      case 3 -> "Time exceeded: " + (error.code() == 0 ? "Hop limit" : "Defragmentation");
      case 4 -> "Parameter problem";
      default -> "ICMPv6 type " + error.type() + " code " + error.code();
    };
  }
}
