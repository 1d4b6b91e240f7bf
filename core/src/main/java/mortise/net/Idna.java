package mortise.net;

import java.net.IDN;
import org.jspecify.annotations.Nullable;

/**
 * Host names with letters beyond ASCII as DNS has them: {@code bücher.test} is {@code
 * xn--bcher-kva.test} (RFC 3490, as {@code getaddrinfo} with AI_IDN, curl, ping and Python do it).
 * The conversion is that of the JDK, so it is the same in every locale and without libidn2; of the
 * letters that IDNA 2003 maps and IDNA 2008 does not, ß is the one in use: it becomes ss.
 */
final class Idna {
  private Idna() {}

  /**
   * The name in ASCII; itself where it is.
   *
   * @throws IllegalArgumentException when the letters make no name
   */
  static String toAscii(String host) {
    if (isAscii(host)) {
      return host;
    }
    String name;
    try {
      name = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      throw wrong(host, e);
    }
    // What nameprep maps to a delimiter would be another name, or none.
    if (name.isEmpty() || !name.chars().allMatch(Idna::isOfName)) {
      throw wrong(host, null);
    }
    return name;
  }

  private static boolean isAscii(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfName(int c) {
    return c > ' ' && c < 0x7f && "\"#%/:<>?@[\\]^`{|}".indexOf(c) < 0;
  }

  private static IllegalArgumentException wrong(String host, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "host \"" + Printable.of(host) + "\" is not an internationalized domain name (IDNA)",
        cause);
  }
}
