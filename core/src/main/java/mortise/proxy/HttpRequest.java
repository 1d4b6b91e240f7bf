package mortise.proxy;

import java.net.ProtocolException;
import java.util.Locale;

/**
 * The first line of a request, RFC 9112 section 3.
 *
 * @param minor HTTP's version behind "1."
 */
record HttpRequest(String method, String target, int minor) {
  /** A request of another version than HTTP/1; a server has an answer for it. */
  static final class UnknownVersion extends ProtocolException {
    private static final long serialVersionUID = 1;

    UnknownVersion(String version) {
      super("expected a request of HTTP/1 but was " + Octets.quote(version));
    }
  }

  static HttpRequest parse(String line) throws ProtocolException {
    String[] words = line.split(" ", -1);
    if (words.length != 3
        || !HttpHead.isToken(words[0])
        || words[1].isEmpty()
        || !words[1].chars().allMatch(c -> c > 0x20 && c < 0x7f)
        || !words[2].matches("HTTP/[1-9]\\.[0-9]")) {
      throw Octets.unexpected("a request of HTTP/1", line);
    }
    if (words[2].charAt(5) != '1') {
      throw new UnknownVersion(words[2]);
    }
    return new HttpRequest(words[0], words[1], words[2].charAt(7) - '0');
  }

  boolean isConnect() {
    return method.equals("CONNECT");
  }

  /** What a request to a proxy names: RFC 9112 sections 3.2.2 and 3.2.3. */
  record Resource(Target target, String path) {}

  /**
   * The server and the path of an absolute-form target.
   *
   * @throws ProtocolException when it is none, of another scheme, or with a user in it
   */
  Resource absolute() throws ProtocolException {
    if (!target.toLowerCase(Locale.ROOT).startsWith("http://")) {
      throw Octets.unexpected("a target that begins with http://", target);
    }
    String rest = target.substring("http://".length()).replaceFirst("#.*", "");
    String authority = rest.replaceFirst("[/?].*", "");
    String path = rest.substring(authority.length());
    if (path.isEmpty() && method.equals("OPTIONS")) {
      path = "*";
    }
    return new Resource(
        target(authority, 80), path.startsWith("/") || path.equals("*") ? path : "/" + path);
  }

  /** The server of an authority-form target. */
  Target authority() throws ProtocolException {
    return target(target, -1);
  }

  private static Target target(String authority, int usualPort) throws ProtocolException {
    try {
      Target target = Target.parse(Percent.decodeHost(authority), usualPort);
      if (target.port() != 0) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, without its parts.
    }
    throw Octets.unexpected("host:port", authority);
  }
}
