package mortise.net;

/**
 * The type of service of an IPv4 packet: {@link IpOption#IP_TOS} of ip(7), asked for with {@link
 * IpOption#IP_RECVTOS}. Sent, it is that of this one datagram.
 *
 * @param bits 0 to 255: {@link #codePoint} and {@link #congestion}
 */
public record Tos(int bits) implements Ancillary {
  public Tos {
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
