package mortise.net;

import java.util.BitSet;
import mortise.sys.LinuxIcmp;
import mortise.sys.LinuxNetfilterIpv4;
import mortise.sys.NetinetIn;
import mortise.sys.SysSocket;
import mortise.sys.struct.SockaddrIn;

/**
 * The options of IPv4, ip(7), and of raw ICMP sockets, icmp(7). They work on IPv6 sockets too, for
 * the IPv4 traffic that these have.
 */
public final class IpOption {
  private static final OptionLevel IP = new OptionLevel(NetinetIn.SOL_IP);

  /** The type of service of what is sent: six bits of DSCP, two of ECN. 0 to 255. */
  public static final Option<Integer> IP_TOS = IP.range("IP_TOS", NetinetIn.IP_TOS, 0, 255);

  /** The time to live of what is sent, 1 to 255; -1 for the system's default. */
  public static final Option<Integer> IP_TTL = IP.range("IP_TTL", NetinetIn.IP_TTL, -1, 255);

  /** Raw sockets: the caller writes the IP header itself, raw(7). */
  public static final Option<Boolean> IP_HDRINCL = IP.flag("IP_HDRINCL", NetinetIn.IP_HDRINCL);

  /** The IP options of every packet that is sent, 40 bytes at most, RFC 791. */
  public static final Option<byte[]> IP_OPTIONS =
      IP.of("IP_OPTIONS", NetinetIn.IP_OPTIONS, Codecs.bytes(40));

  /** Raw sockets: gets all packets with the router alert option. */
  public static final Option<Boolean> IP_ROUTER_ALERT =
      IP.flag("IP_ROUTER_ALERT", NetinetIn.IP_ROUTER_ALERT);

  /** Adds its IP options to every message that is received. */
  public static final Option<Boolean> IP_RECVOPTS = IP.flag("IP_RECVOPTS", NetinetIn.IP_RECVOPTS);

  /** IP options of received messages as ancillary data, in the form for a reply. */
  public static final Option<Boolean> IP_RETOPTS = IP.flag("IP_RETOPTS", NetinetIn.IP_RETOPTS);

  /** Adds interface and destination to every message that is received. */
  public static final Option<Boolean> IP_PKTINFO = IP.flag("IP_PKTINFO", NetinetIn.IP_PKTINFO);

  /** Whether the path's MTU is found out, {@code IP_PMTUDISC_} numbers: 0 never, 2 always. */
  public static final Option<Integer> IP_MTU_DISCOVER =
      IP.range("IP_MTU_DISCOVER", NetinetIn.IP_MTU_DISCOVER, 0, NetinetIn.IP_PMTUDISC_OMIT);

  /** Keeps errors, such as ICMP answers, in the error queue. */
  public static final Option<Boolean> IP_RECVERR = IP.flag("IP_RECVERR", NetinetIn.IP_RECVERR);

  /** Adds the information of RFC 4884 to errors. */
  public static final Option<Boolean> IP_RECVERR_RFC4884 =
      IP.flag("IP_RECVERR_RFC4884", NetinetIn.IP_RECVERR_RFC4884);

  /** Adds its time to live to every message that is received. */
  public static final Option<Boolean> IP_RECVTTL = IP.flag("IP_RECVTTL", NetinetIn.IP_RECVTTL);

  /** Adds its type of service to every message that is received. */
  public static final Option<Boolean> IP_RECVTOS = IP.flag("IP_RECVTOS", NetinetIn.IP_RECVTOS);

  /** The path's MTU in bytes, of a connected socket. Read only. */
  public static final Option<Integer> IP_MTU = IP.number("IP_MTU", NetinetIn.IP_MTU).readOnly();

  /** Binds to addresses that this host does not have, or not yet. */
  public static final Option<Boolean> IP_FREEBIND = IP.flag("IP_FREEBIND", NetinetIn.IP_FREEBIND);

  /** Adds its security label to every message that is received. */
  public static final Option<Boolean> IP_PASSSEC = IP.flag("IP_PASSSEC", NetinetIn.IP_PASSSEC);

  /** Binds to, and accepts for, addresses of others. Setting it needs CAP_NET_ADMIN. */
  public static final Option<Boolean> IP_TRANSPARENT =
      IP.flag("IP_TRANSPARENT", NetinetIn.IP_TRANSPARENT);

  /** Adds its original destination to every message that is received. */
  public static final Option<Boolean> IP_RECVORIGDSTADDR =
      IP.flag("IP_RECVORIGDSTADDR", NetinetIn.IP_RECVORIGDSTADDR);

  /** TCP: drops what comes with a lower time to live, RFC 5082. 0 to 255. */
  public static final Option<Integer> IP_MINTTL =
      IP.range("IP_MINTTL", NetinetIn.IP_MINTTL, 0, 255);

  /** Raw sockets: does not put fragments together. */
  public static final Option<Boolean> IP_NODEFRAG = IP.flag("IP_NODEFRAG", NetinetIn.IP_NODEFRAG);

  /** Adds its checksum to every message that is received, UDP. */
  public static final Option<Boolean> IP_CHECKSUM = IP.flag("IP_CHECKSUM", NetinetIn.IP_CHECKSUM);

  /** Leaves the choice of a port from bind to connect, where it can be one in use. */
  public static final Option<Boolean> IP_BIND_ADDRESS_NO_PORT =
      IP.flag("IP_BIND_ADDRESS_NO_PORT", NetinetIn.IP_BIND_ADDRESS_NO_PORT);

  /** Adds to every message that is received how long its longest fragment was. */
  public static final Option<Boolean> IP_RECVFRAGSIZE =
      IP.flag("IP_RECVFRAGSIZE", NetinetIn.IP_RECVFRAGSIZE);

  /** The ports that bind and connect choose from; Linux 6.3. */
  public static final Option<PortRange> IP_LOCAL_PORT_RANGE =
      IP.of("IP_LOCAL_PORT_RANGE", NetinetIn.IP_LOCAL_PORT_RANGE, PortRange.CODEC).since(6, 3);

  /** Raw sockets: the protocol that the socket was made with. Read only; Linux 6.4. */
  public static final Option<Protocol> IP_PROTOCOL =
      IP.of("IP_PROTOCOL", NetinetIn.IP_PROTOCOL, Codecs.INT.map(Protocol::new, Protocol::number))
          .readOnly()
          .since(6, 4);

  /** The index of the interface for outgoing unicast; 0 for the routing table. */
  public static final Option<Integer> IP_UNICAST_IF =
      IP.of("IP_UNICAST_IF", NetinetIn.IP_UNICAST_IF, Codecs.NETWORK_INT);

  /** The address of the interface for outgoing multicast; 0.0.0.0 for the routing table. */
  public static final Option<Inet4> IP_MULTICAST_IF =
      IP.of(
          "IP_MULTICAST_IF",
          NetinetIn.IP_MULTICAST_IF,
          Codecs.NETWORK_INT.map(bits -> new Inet4(bits, 0), Inet4::bits));

  /** The time to live of multicasts, 0 to 255; -1 for the default, which is 1. */
  public static final Option<Integer> IP_MULTICAST_TTL =
      IP.range("IP_MULTICAST_TTL", NetinetIn.IP_MULTICAST_TTL, -1, 255);

  /** Whether multicasts that are sent come back to this host; they do by default. */
  public static final Option<Boolean> IP_MULTICAST_LOOP =
      IP.flag("IP_MULTICAST_LOOP", NetinetIn.IP_MULTICAST_LOOP);

  /** Whether groups that others of this host joined are received; they are by default. */
  public static final Option<Boolean> IP_MULTICAST_ALL =
      IP.flag("IP_MULTICAST_ALL", NetinetIn.IP_MULTICAST_ALL);

  /** Joins a group. Write only. */
  public static final Option<Multicast> IP_ADD_MEMBERSHIP =
      group("IP_ADD_MEMBERSHIP", NetinetIn.IP_ADD_MEMBERSHIP, MulticastCodecs.MREQN);

  /** Leaves a group. Write only. */
  public static final Option<Multicast> IP_DROP_MEMBERSHIP =
      group("IP_DROP_MEMBERSHIP", NetinetIn.IP_DROP_MEMBERSHIP, MulticastCodecs.MREQN);

  /** Joins one source of a group. Write only. */
  public static final Option<Multicast> IP_ADD_SOURCE_MEMBERSHIP =
      group(
          "IP_ADD_SOURCE_MEMBERSHIP",
          NetinetIn.IP_ADD_SOURCE_MEMBERSHIP,
          MulticastCodecs.MREQ_SOURCE);

  /** Leaves one source of a group. Write only. */
  public static final Option<Multicast> IP_DROP_SOURCE_MEMBERSHIP =
      group(
          "IP_DROP_SOURCE_MEMBERSHIP",
          NetinetIn.IP_DROP_SOURCE_MEMBERSHIP,
          MulticastCodecs.MREQ_SOURCE);

  /** No longer receives one source of a joined group. Write only. */
  public static final Option<Multicast> IP_BLOCK_SOURCE =
      group("IP_BLOCK_SOURCE", NetinetIn.IP_BLOCK_SOURCE, MulticastCodecs.MREQ_SOURCE);

  /** Receives a blocked source again. Write only. */
  public static final Option<Multicast> IP_UNBLOCK_SOURCE =
      group("IP_UNBLOCK_SOURCE", NetinetIn.IP_UNBLOCK_SOURCE, MulticastCodecs.MREQ_SOURCE);

  /** Joins a group, RFC 3678. Write only; {@link Socket#join} does it. */
  public static final Option<Multicast> MCAST_JOIN_GROUP =
      group("MCAST_JOIN_GROUP", NetinetIn.MCAST_JOIN_GROUP, MulticastCodecs.GROUP);

  /** Leaves a group. Write only; {@link Socket#leave} does it. */
  public static final Option<Multicast> MCAST_LEAVE_GROUP =
      group("MCAST_LEAVE_GROUP", NetinetIn.MCAST_LEAVE_GROUP, MulticastCodecs.GROUP);

  /** Joins one source of a group. Write only; {@link Socket#join} does it. */
  public static final Option<Multicast> MCAST_JOIN_SOURCE_GROUP =
      group(
          "MCAST_JOIN_SOURCE_GROUP",
          NetinetIn.MCAST_JOIN_SOURCE_GROUP,
          MulticastCodecs.GROUP_SOURCE);

  /** Leaves one source of a group. Write only; {@link Socket#leave} does it. */
  public static final Option<Multicast> MCAST_LEAVE_SOURCE_GROUP =
      group(
          "MCAST_LEAVE_SOURCE_GROUP",
          NetinetIn.MCAST_LEAVE_SOURCE_GROUP,
          MulticastCodecs.GROUP_SOURCE);

  /** No longer receives one source. Write only; {@link Socket#block} does it. */
  public static final Option<Multicast> MCAST_BLOCK_SOURCE =
      group("MCAST_BLOCK_SOURCE", NetinetIn.MCAST_BLOCK_SOURCE, MulticastCodecs.GROUP_SOURCE);

  /** Receives a blocked source again. Write only; {@link Socket#unblock} does it. */
  public static final Option<Multicast> MCAST_UNBLOCK_SOURCE =
      group("MCAST_UNBLOCK_SOURCE", NetinetIn.MCAST_UNBLOCK_SOURCE, MulticastCodecs.GROUP_SOURCE);

  /** Where a connection wanted to go before netfilter sent it here. Read only. */
  public static final Option<Inet4> SO_ORIGINAL_DST =
      IP.of(
              "SO_ORIGINAL_DST",
              LinuxNetfilterIpv4.SO_ORIGINAL_DST,
              new Codecs.Struct<>(
                  SockaddrIn.SIZE,
                  s -> new Inet4(SockaddrIn.sin_addr(s), SockaddrIn.sin_port(s)),
                  (s, value) -> SockaddrIn.set(s, SysSocket.AF_INET, value.port(), value.bits())))
          .readOnly();

  /** Raw ICMP sockets: the types, 0 to 31, that are not received, raw(7). */
  public static final Option<BitSet> ICMP_FILTER =
      new OptionLevel(SysSocket.SOL_RAW).of("ICMP_FILTER", LinuxIcmp.ICMP_FILTER, Codecs.bits(4));

  private IpOption() {}

  private static Option<Multicast> group(String name, int number, Codec<Multicast> codec) {
    return IP.of(name, number, codec).writeOnly();
  }
}
