package mortise.cli.sockets;

/**
 * A host, or hosts, with a port; either may be missing: {@code 10.0.0.0/8:80}, {@code [::1]:80}.
 */
record HostAndPort(String host, int port) {
  /**
   * Reads it. An IPv6 address needs its brackets only where a port follows.
   *
   * @throws IllegalArgumentException when the port is none
   */
  static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean bare = colon < 0 || text.indexOf(':') < colon && !text.startsWith("[");
    if (bare || text.endsWith("]")) {
      return new HostAndPort(bare ? text : inside(text), -1);
    }
    String port = text.substring(colon + 1);
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
      throw new IllegalArgumentException(
          "'" + text + "': invalid port '" + port + "' (expected 0-65535)");
    }
    return new HostAndPort(inside(text.substring(0, colon)), Integer.parseInt(port));
  }

  private static String inside(String host) {
    String bare = host.startsWith("[") ? host.replace("[", "").replace("]", "") : host;
    return bare.equals("*") ? "" : bare;
  }
}
