package mortise.net;

/**
 * The time to live of an IPv4 packet: {@link IpOption#IP_TTL} of ip(7), asked for with {@link
 * IpOption#IP_RECVTTL}. Sent, it is that of this one datagram.
 *
 * @param hops 0 to 255; the kernel sends 1 to 255
 */
public record Ttl(int hops) implements Ancillary {
  public Ttl {
    Ancillary.checkByte("hops", hops);
  }
}
