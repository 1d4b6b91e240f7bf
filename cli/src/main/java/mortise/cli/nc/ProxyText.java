package mortise.cli.nc;

import java.io.IOException;
import java.util.function.Predicate;
import mortise.net.Inet;
import mortise.process.Environment;
import mortise.proxy.Targets;
import mortise.server.AccessList;

/** The proxy settings of the command line and the environment, validated. */
final class ProxyText {
  private ProxyText() {}

  /** The login, as {@code user:password}; null where there is none. */
  static String auth(ParsedOptions given) {
    String auth = given.value(NcOption.PROXY_AUTH);
    return auth == null ? Environment.variable("NCAT_PROXY_AUTH").orElse(null) : auth;
  }

  /** http, socks4 or socks5. */
  static String type(ParsedOptions given) {
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

  /** The resolver of the target's name. */
  static String dns(ParsedOptions given) {
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

  /** The targets that a proxy server does not connect to. */
  static Predicate<Inet> denied(ParsedOptions given) {
    Predicate<Inet> denied = _ -> false;
    for (String list : given.values(NcOption.PROXY_DENY)) {
      for (String word : list.split(",", -1)) {
        denied = denied.or(denied(word));
      }
    }
    return denied;
  }

  private static Predicate<Inet> denied(String word) {
    switch (word) {
      case "loopback":
        return Targets::isLocal;
      case "private":
        return Targets::isPrivate;
      default:
        try {
          // A name has other addresses tomorrow, and no proxy is safe by a list of names.
          if (word.matches("[0-9.*/-]+|[0-9A-Fa-f:./-]*:[0-9A-Fa-f:./-]*")) {
            return AccessList.DENY_ALL.allow(word)::permits;
          }
        } catch (IllegalArgumentException | IOException e) {
          // Reported below.
        }
        throw new UsageException(
            "Invalid target \""
                + word
                + "\" of --proxy-deny: it is loopback, private or an address"
                + " such as 10.0.0.0/8.");
    }
  }
}
