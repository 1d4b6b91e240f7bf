package mortise.cli.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page is served.
 *
 * @param host a name or an IP address, without brackets
 * @param port 0 for one that the kernel chooses
 */
public record PageAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([0-9a-fA-F:.%]+)\\]|([^:\\[\\]\\s]+)):)?(\\d{1,5})");

  /** The host that only this machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  /**
   * Reads {@code PORT}, {@code HOST:PORT} or {@code [IPV6]:PORT}; without a host it is loopback.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static PageAddress parse(String text) {
    Matcher parts = FORM.matcher(text);
    int port = parts.matches() ? Integer.parseInt(parts.group(3)) : -1;
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException(
          "invalid address '" + text + "' (expected PORT, HOST:PORT or [IPV6]:PORT, e.g. 4040)");
    }
    String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
    return new PageAddress(host == null ? LOOPBACK : host, port);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
