package mortise.net;

/**
 * Where a datagram came in: {@link Ipv6Option#IPV6_PKTINFO} of ipv6(7), asked for with {@link
 * Ipv6Option#IPV6_RECVPKTINFO}, RFC 3542 section 6. Sent, it chooses the interface and the source.
 *
 * @param interfaceIndex the interface; 0, when sent, leaves it to the routes
 * @param address the destination in the packet's header; sent, the source
 */
public record PacketInfo6(int interfaceIndex, Inet6 address) implements Ancillary {
  /** To send from this address; by the interface of its scope where it has one. */
  public static PacketInfo6 from(Inet6 source) {
    return new PacketInfo6(source.scope(), source);
  }

  /** To send by this interface from the address that it chooses. */
  public static PacketInfo6 by(int interfaceIndex) {
    return new PacketInfo6(interfaceIndex, Inet6.ANY);
  }
}
