package mortise.net;

/**
 * The traffic class of an IPv6 packet: {@link Ipv6Option#IPV6_TCLASS} of RFC 3542 section 6.5,
 * asked for with {@link Ipv6Option#IPV6_RECVTCLASS}. Sent, it is that of this one datagram.
 *
 * @param bits 0 to 255: {@link #codePoint} and {@link #congestion}
 */
public record TrafficClass(int bits) implements Ancillary {
  public TrafficClass {
    Ancillary.checkByte("bits", bits);
  }

  /** The differentiated services code point, RFC 2474: the upper six bits. */
  public int codePoint() {
    return bits >> 2;
  }

  /** Explicit congestion notification, RFC 3168: the lower two bits. */
  public int congestion() {
    return bits & 3;
  }
}
