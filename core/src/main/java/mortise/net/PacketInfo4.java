package mortise.net;

/**
 * Where a datagram came in: {@link IpOption#IP_PKTINFO} of ip(7), which is also the option that
 * asks for it. So a socket that is bound to all addresses learns which one was meant.
 *
 * <p>Sent, it chooses where the datagram goes out and from which address: what came with a question
 * makes, unchanged, the answer come from the address that was asked.
 *
 * @param interfaceIndex the interface; 0, when sent, leaves it to the routes
 * @param local this host's address for the packet; sent, the source
 * @param destination the destination in the packet's header, which differs for broadcasts and
 *     multicasts; not used when sent
 */
public record PacketInfo4(int interfaceIndex, Inet4 local, Inet4 destination) implements Ancillary {
  /** To send from this address, on the interface of the routing table. */
  public static PacketInfo4 from(Inet4 source) {
    return new PacketInfo4(0, source, Inet4.ANY);
  }

  /** To send by this interface from the address that it chooses. */
  public static PacketInfo4 by(int interfaceIndex) {
    return new PacketInfo4(interfaceIndex, Inet4.ANY, Inet4.ANY);
  }
}
