package mortise.proxy;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import mortise.net.ByteText;

/** Escapes of URIs, RFC 3986 section 2.1. */
final class Percent {
  private Percent() {}

  /**
   * The text that the escapes of a login stand for, as {@link ByteText} has its bytes.
   *
   * @throws IllegalArgumentException when a percent sign is without its two digits; the message
   *     does not contain the text, which may be a secret
   */
  static String decode(String text) {
    return decode(text, "a login");
  }

  /**
   * Host and port without the escapes of the host. What was escaped does not become a delimiter;
   * letters beyond ASCII stay, for IDNA. In brackets the percent sign in front of a scope is
   * escaped alone, RFC 6874.
   *
   * @throws IllegalArgumentException when a percent sign is without its two digits, or stands for
   *     what no name has
   */
  static String decodeHost(String authority) {
    if (authority.startsWith("[")) {
      return authority.replaceFirst("%25", "%");
    }
    int colon = authority.indexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    String decoded = decode(host, "a host");
    if (!decoded.equals(host) && !decoded.matches("[A-Za-z0-9._~\\-[^\\x00-\\x9f]]*")) {
      throw new IllegalArgumentException("host " + Octets.quote(host) + " is no name");
    }
    return decoded + authority.substring(host.length());
  }

  private static String decode(String text, String what) {
    byte[] bytes = ByteText.encode(text);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      boolean escape =
          i + 2 < bytes.length
              && HexFormat.isHexDigit(bytes[i + 1])
              && HexFormat.isHexDigit(bytes[i + 2]);
      if (!escape) {
        throw new IllegalArgumentException(
            what + " has a percent sign without two hexadecimal digits behind it");
      }
      decoded.write(
          HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
      i += 2;
    }
    return ByteText.decode(decoded.toByteArray());
  }
}
