package mortise.net;

/**
 * The ports that the kernel chooses from, both ends included: {@link IpOption#IP_LOCAL_PORT_RANGE},
 * ip(7).
 *
 * @param first 0 to 65535; 0 for the system's own bound
 * @param last 0 to 65535, not below {@code first}; 0 for the system's own bound
 */
public record PortRange(int first, int last) {
  static final Codec<PortRange> CODEC =
      Codecs.INT.map(
          bits -> new PortRange(bits & 0xffff, bits >>> 16),
          range -> range.first | range.last << 16);

  public PortRange {
    Inet.checkPort(first);
    Inet.checkPort(last);
    if (last != 0 && last < first) {
      throw new IllegalArgumentException("port range " + first + ".." + last + " is empty");
    }
  }
}
