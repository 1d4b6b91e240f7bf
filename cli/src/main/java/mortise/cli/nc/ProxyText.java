package mortise.cli.nc;

/** What is said of proxies on the command line and in the environment, checked. */
final class ProxyText {
  private ProxyText() {}

  /** The login, as {@code user:password}; null where there is none. */
  static String auth(Given given) {
    String auth = given.value(NcOption.PROXY_AUTH);
    return auth == null ? System.getenv("NCAT_PROXY_AUTH") : auth;
  }

  /** http, socks4 or socks5. */
  static String type(Given given) {
    String text = given.value(NcOption.PROXY_TYPE);
    return switch (text == null ? "http" : text) {
      case "http" -> "http";
      case "socks4", "4" -> "socks4";
      case "socks5", "5" -> "socks5";
      default ->
          throw new UsageException(
              "Invalid proxy type \"" + text + "\": it is http, socks4 or socks5.");
    };
  }

  /** Who looks the target's name up. */
  static String dns(Given given) {
    String text = given.value(NcOption.PROXY_DNS);
    return switch (text == null ? "remote" : text) {
      case "local" -> "local";
      case "remote" -> "remote";
      case "both" -> "both";
      case "none" -> "none";
      default ->
          throw new UsageException(
              "Invalid proxy DNS type \"" + text + "\": it is local, remote, both or none.");
    };
  }
}
