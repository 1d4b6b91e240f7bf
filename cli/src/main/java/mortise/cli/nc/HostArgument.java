package mortise.cli.nc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hosts as other programs have them: in brackets, with a port behind a colon, in a URL. */
final class HostArgument {
  private static final String WITH_PORT =
      "(?:[a-z]+://)?(\\[[^\\]]+\\]|[^:/\\[\\]]+)(?::([0-9]+))?(?:/.*)?";

  private HostArgument() {}

  /**
   * An address of IPv6 as URLs have it, {@code [::1]}, without its brackets; others as they are.
   */
  static String withoutBrackets(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0;
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  /** How a host that has its port with it is to be written; nothing where it is a host alone. */
  static String hint(String host) {
    Matcher matcher = Pattern.compile(WITH_PORT).matcher(host);
    if (!matcher.matches() || matcher.group(1).length() == host.length()) {
      return "";
    }
    String port = matcher.group(2);
    return "; host and port are separate arguments: "
        + withoutBrackets(matcher.group(1))
        + (port == null ? "" : " " + port);
  }
}
