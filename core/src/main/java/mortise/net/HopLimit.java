package mortise.net;

import mortise.sys.NetinetIn;

/**
 * The hop limit of an IPv6 packet: IPV6_HOPLIMIT of ipv6(7), asked for with {@link
 * Ipv6Option#IPV6_RECVHOPLIMIT}. Sent, it is that of this one datagram.
 *
 * @param hops 0 to 255
 */
public record HopLimit(int hops) implements Ancillary {
  /** {@code cmsg_type} of this kind, at {@link Level#IPV6}. */
  public static final int IPV6_HOPLIMIT = NetinetIn.IPV6_HOPLIMIT;

  public HopLimit {
    Ancillary.checkByte("hops", hops);
  }
}
