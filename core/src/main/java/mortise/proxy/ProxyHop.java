package mortise.proxy;

import java.util.Locale;
import java.util.Optional;
import mortise.net.Resolver;

/**
 * A proxy on the way to a target.
 *
 * @param kind how to talk with it
 * @param address where it is, seen from the hop before
 * @param login the credentials if the proxy requests them; SOCKS4 sends the user always
 * @param resolvesHere whether this host looks up the target's name, instead of the proxy
 */
public record ProxyHop(Kind kind, Target address, Optional<Login> login, boolean resolvesHere) {
  /** The kinds of proxies, with their usual ports. */
  public enum Kind {
    /** The target is an IPv4 address; names are looked up here. */
    SOCKS4(1080),
    SOCKS4A(1080),
    SOCKS5(1080),
    /** HTTP's CONNECT. */
    HTTP(3128);

    /** The default port, as in ncat. */
    public final int usualPort;

    Kind(int usualPort) {
      this.usualPort = usualPort;
    }

    String scheme() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A hop.
   *
   * @throws IllegalArgumentException when user or password has a CR, LF or NUL, or another control
   *     character where the proxy speaks HTTP (RFC 7617 section 2); the text has no password in it
   */
  public ProxyHop {
    resolvesHere |= kind == Kind.SOCKS4;
    boolean http = kind == Kind.HTTP;
    login.ifPresent(who -> {
      check("user", who.user(), http);
      check("password", who.password(), http);
    });
  }

  private static void check(String what, String text, boolean http) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || http && Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the proxy's %s has the control character U+%04X, which is not allowed",
                what,
                (int) c));
      }
    }
  }

  /** A proxy without authentication that resolves names itself if its protocol supports it. */
  public static ProxyHop of(Kind kind, String host, int port) {
    return new ProxyHop(kind, new Target(Resolver.toAscii(host), port), Optional.empty(), false);
  }

  /**
   * Reads {@code KIND://[USER[:PASSWORD]@]HOST[:PORT]}, where KIND is {@code socks4}, {@code
   * socks4a}, {@code socks5}, {@code socks5h} or {@code http}. As curl has it, {@code socks5} looks
   * names up here and {@code socks5h} has the proxy do it. User and password may have escapes of a
   * percent sign and two hexadecimal digits.
   *
   * @throws IllegalArgumentException when it is none of these; the text has no password in it
   */
  public static ProxyHop parse(String text) {
    int begin = text.indexOf("://");
    String scheme = begin < 0 ? "" : text.substring(0, begin).toLowerCase(Locale.ROOT);
    Kind kind =
        switch (scheme) {
          case "socks4" -> Kind.SOCKS4;
          case "socks4a" -> Kind.SOCKS4A;
          case "socks5", "socks5h" -> Kind.SOCKS5;
          case "http" -> Kind.HTTP;
          default ->
              throw new IllegalArgumentException(
                  "proxy kind "
                      + Octets.quote(scheme)
                      + " is not socks4, socks4a, socks5, socks5h or http");
        };
    String rest = text.substring(begin + 3).replaceFirst("/$", "");
    int at = rest.lastIndexOf('@');
    Target address = target(Percent.decodeHost(rest.substring(at + 1)), kind.usualPort);
    Optional<Login> login = at < 0 ? Optional.empty() : Optional.of(login(rest.substring(0, at)));
    return new ProxyHop(kind, address, login, scheme.equals("socks5"));
  }

  /** Letters beyond ASCII are an A-label's. */
  private static Target target(String text, int usualPort) {
    int colon = text.startsWith("[") ? -1 : text.lastIndexOf(':');
    return colon < 0
        ? Target.parse(Resolver.toAscii(text), usualPort)
        : Target.parse(
            Resolver.toAscii(text.substring(0, colon)) + text.substring(colon), usualPort);
  }

  private static Login login(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Login(Percent.decode(text), "")
        : new Login(
            Percent.decode(text.substring(0, colon)), Percent.decode(text.substring(colon + 1)));
  }

  /** A copy with credentials. */
  public ProxyHop login(Login login) {
    return new ProxyHop(kind, address, Optional.of(login), resolvesHere);
  }

  /** A copy that resolves names on this host, or at the proxy. */
  public ProxyHop resolvingHere(boolean resolvesHere) {
    return new ProxyHop(kind, address, login, resolvesHere);
  }

  /** {@code socks5://host:port}, without the login. */
  @Override
  public String toString() {
    return kind.scheme() + "://" + address;
  }
}
