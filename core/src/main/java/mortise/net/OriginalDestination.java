package mortise.net;

/**
 * Where a packet was going before it was redirected to this socket: IP_ORIGDSTADDR of ip(7) and
 * IPV6_ORIGDSTADDR, asked for with {@link IpOption#IP_RECVORIGDSTADDR} and {@link
 * Ipv6Option#IPV6_RECVORIGDSTADDR}.
 *
 * @param address the host and port
 */
public record OriginalDestination(Inet address) implements Ancillary {}
