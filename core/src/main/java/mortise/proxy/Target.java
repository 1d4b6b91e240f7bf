package mortise.proxy;

import java.util.Optional;
import mortise.net.Inet;
import mortise.net.Inet6;

/**
 * Where a proxy shall connect to: a name that the proxy looks up, or a numeric host, and a port.
 *
 * @param host a name or a numeric address without brackets; printable ASCII, 255 characters at most
 * @param port 0 to 65535
 */
public record Target(String host, int port) {
  private static final int LONGEST = 255;

  public Target {
    if (host.isEmpty() || host.length() > LONGEST) {
      throw new IllegalArgumentException(
          "host of " + host.length() + " characters is not of 1 to " + LONGEST);
    }
    if (!host.chars().allMatch(Target::isHost)) {
      throw new IllegalArgumentException(
          "host " + Octets.quote(host) + " has a character that is not allowed in a host");
    }
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
  }

  /** What cannot break a line, a URI or a header: printable, no space, none of the delimiters. */
  private static boolean isHost(int c) {
    return c > 0x20 && c < 0x7f && "\"#/<>?@[\\]^`{|}".indexOf(c) < 0;
  }

  /** A numeric target. */
  public static Target of(Inet address) {
    return new Target(address.host(), address.port());
  }

  /**
   * Reads {@code host:port} or {@code [::1]:port}, the authority-form of RFC 9112 section 3.2.3.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static Target parse(String text) {
    return parse(text, -1);
  }

  /** Parses {@code host:port}, or a host alone with a default port, 0 to 65535. */
  public static Target parse(String text, int usualPort) {
    boolean brackets = text.startsWith("[");
    int end = brackets ? text.indexOf(']') + 1 : text.lastIndexOf(':');
    if (brackets ? end == 0 : text.indexOf(':') != end) {
      throw new IllegalArgumentException("target " + Octets.quote(text) + " is not host:port");
    }
    end = end < 0 ? text.length() : end;
    String host = brackets ? text.substring(1, end - 1) : text.substring(0, end);
    Target target = new Target(host, port(text, end, usualPort));
    if (brackets && !(target.numeric().orElse(null) instanceof Inet6)) {
      throw new IllegalArgumentException(
          "target " + Octets.quote(text) + " has no IPv6 address in its brackets");
    }
    return target;
  }

  private static int port(String text, int at, int usualPort) {
    String port = text.substring(at);
    if (usualPort >= 0 && (port.isEmpty() || port.equals(":"))) {
      return usualPort;
    }
    if (!port.matches(":[0-9]{1,5}")) {
      throw new IllegalArgumentException("target " + Octets.quote(text) + " is not host:port");
    }
    return Integer.parseInt(port.substring(1));
  }

  /** The address where the host is numeric. */
  public Optional<Inet> numeric() {
    try {
      return Optional.of(Inet.of(host, port));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Without the scope of an IPv6 address, which means nothing on another host. */
  Target withoutScope() {
    int scope = host.indexOf('%');
    Target bare = scope < 1 ? this : new Target(host.substring(0, scope), port);
    return bare.host.indexOf(':') >= 0 ? bare : this;
  }

  /** {@code host:port}, with brackets around IPv6. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
