package mortise.net;

import java.util.BitSet;
import mortise.sys.LinuxIn6;
import mortise.sys.LinuxNetfilterIp6Tables;
import mortise.sys.NetinetIcmp6;
import mortise.sys.NetinetIn;
import mortise.sys.struct.Ip6Mtuinfo;
import mortise.sys.struct.SockaddrIn6;

/**
 * The options of IPv6, ipv6(7), RFC 3493 and RFC 3542.
 *
 * <p>IPV6_ADDRFORM, which turns a socket into one of IPv4, is left out: {@link Socket#family} would
 * no longer be true.
 */
public final class Ipv6Option {
  private static final OptionLevel IPV6 = new OptionLevel(NetinetIn.SOL_IPV6);

  /** {@code struct ip6_mtuinfo}, of which the destination is known already. */
  private static final Codec<Integer> PATH_MTU =
      new Codecs.Struct<>(Ip6Mtuinfo.SIZE, Ip6Mtuinfo::ip6m_mtu, (s, mtu) -> {});

  /** Keeps an IPv6 socket from IPv4 traffic, ipv6(7). To be set before bind. */
  public static final Option<Boolean> IPV6_V6ONLY = IPV6.flag("IPV6_V6ONLY", NetinetIn.IPV6_V6ONLY);

  /** The hop limit of unicasts, 0 to 255; -1 for the default of the system. */
  public static final Option<Integer> IPV6_UNICAST_HOPS =
      IPV6.range("IPV6_UNICAST_HOPS", NetinetIn.IPV6_UNICAST_HOPS, -1, 255);

  /** The hop limit of multicasts, 0 to 255; -1 for the default, which is 1. */
  public static final Option<Integer> IPV6_MULTICAST_HOPS =
      IPV6.range("IPV6_MULTICAST_HOPS", NetinetIn.IPV6_MULTICAST_HOPS, -1, 255);

  /** The index of the interface for outgoing multicast; 0 for the routing table. */
  public static final Option<Integer> IPV6_MULTICAST_IF =
      IPV6.range("IPV6_MULTICAST_IF", NetinetIn.IPV6_MULTICAST_IF, 0, Integer.MAX_VALUE);

  /** Whether multicasts that are sent come back to this host; they do by default. */
  public static final Option<Boolean> IPV6_MULTICAST_LOOP =
      IPV6.flag("IPV6_MULTICAST_LOOP", NetinetIn.IPV6_MULTICAST_LOOP);

  /** Whether groups that others of this host joined are received; they are by default. */
  public static final Option<Boolean> IPV6_MULTICAST_ALL =
      IPV6.flag("IPV6_MULTICAST_ALL", NetinetIn.IPV6_MULTICAST_ALL);

  /** The index of the interface for outgoing unicast; 0 for the routing table. */
  public static final Option<Integer> IPV6_UNICAST_IF =
      IPV6.of("IPV6_UNICAST_IF", NetinetIn.IPV6_UNICAST_IF, Codecs.NETWORK_INT);

  /** Joins a group. Write only. */
  public static final Option<Multicast> IPV6_JOIN_GROUP =
      IPV6.of("IPV6_JOIN_GROUP", NetinetIn.IPV6_JOIN_GROUP, MulticastCodecs.MREQ6).writeOnly();

  /** Leaves a group. Write only. */
  public static final Option<Multicast> IPV6_LEAVE_GROUP =
      IPV6.of("IPV6_LEAVE_GROUP", NetinetIn.IPV6_LEAVE_GROUP, MulticastCodecs.MREQ6).writeOnly();

  /** Joins a group, RFC 3678. Write only; {@link Socket#join} does it. */
  public static final Option<Multicast> MCAST_JOIN_GROUP =
      IPV6.of("MCAST_JOIN_GROUP", NetinetIn.MCAST_JOIN_GROUP, MulticastCodecs.GROUP).writeOnly();

  /** Leaves a group. Write only; {@link Socket#leave} does it. */
  public static final Option<Multicast> MCAST_LEAVE_GROUP =
      IPV6.of("MCAST_LEAVE_GROUP", NetinetIn.MCAST_LEAVE_GROUP, MulticastCodecs.GROUP).writeOnly();

  /** Joins one source of a group. Write only; {@link Socket#join} does it. */
  public static final Option<Multicast> MCAST_JOIN_SOURCE_GROUP =
      IPV6.of(
              "MCAST_JOIN_SOURCE_GROUP",
              NetinetIn.MCAST_JOIN_SOURCE_GROUP,
              MulticastCodecs.GROUP_SOURCE)
          .writeOnly();

  /** Leaves one source of a group. Write only; {@link Socket#leave} does it. */
  public static final Option<Multicast> MCAST_LEAVE_SOURCE_GROUP =
      IPV6.of(
              "MCAST_LEAVE_SOURCE_GROUP",
              NetinetIn.MCAST_LEAVE_SOURCE_GROUP,
              MulticastCodecs.GROUP_SOURCE)
          .writeOnly();

  /** No longer receives one source. Write only; {@link Socket#block} does it. */
  public static final Option<Multicast> MCAST_BLOCK_SOURCE =
      IPV6.of("MCAST_BLOCK_SOURCE", NetinetIn.MCAST_BLOCK_SOURCE, MulticastCodecs.GROUP_SOURCE)
          .writeOnly();

  /** Receives a blocked source again. Write only; {@link Socket#unblock} does it. */
  public static final Option<Multicast> MCAST_UNBLOCK_SOURCE =
      IPV6.of("MCAST_UNBLOCK_SOURCE", NetinetIn.MCAST_UNBLOCK_SOURCE, MulticastCodecs.GROUP_SOURCE)
          .writeOnly();

  /** The traffic class of what is sent, 0 to 255; -1 for the default of the system. */
  public static final Option<Integer> IPV6_TCLASS =
      IPV6.range("IPV6_TCLASS", NetinetIn.IPV6_TCLASS, -1, 255);

  /** Adds its traffic class to every message that is received. */
  public static final Option<Boolean> IPV6_RECVTCLASS =
      IPV6.flag("IPV6_RECVTCLASS", NetinetIn.IPV6_RECVTCLASS);

  /** Adds interface and destination to every message that is received. */
  public static final Option<Boolean> IPV6_RECVPKTINFO =
      IPV6.flag("IPV6_RECVPKTINFO", NetinetIn.IPV6_RECVPKTINFO);

  /** Adds its hop limit to every message that is received. */
  public static final Option<Boolean> IPV6_RECVHOPLIMIT =
      IPV6.flag("IPV6_RECVHOPLIMIT", NetinetIn.IPV6_RECVHOPLIMIT);

  /** Adds its hop-by-hop options to every message that is received. */
  public static final Option<Boolean> IPV6_RECVHOPOPTS =
      IPV6.flag("IPV6_RECVHOPOPTS", NetinetIn.IPV6_RECVHOPOPTS);

  /** Adds its destination options to every message that is received. */
  public static final Option<Boolean> IPV6_RECVDSTOPTS =
      IPV6.flag("IPV6_RECVDSTOPTS", NetinetIn.IPV6_RECVDSTOPTS);

  /** Adds its routing header to every message that is received. */
  public static final Option<Boolean> IPV6_RECVRTHDR =
      IPV6.flag("IPV6_RECVRTHDR", NetinetIn.IPV6_RECVRTHDR);

  /** Reports changes of the path MTU with messages. */
  public static final Option<Boolean> IPV6_RECVPATHMTU =
      IPV6.flag("IPV6_RECVPATHMTU", NetinetIn.IPV6_RECVPATHMTU);

  /** Adds its original destination to every message that is received. */
  public static final Option<Boolean> IPV6_RECVORIGDSTADDR =
      IPV6.flag("IPV6_RECVORIGDSTADDR", NetinetIn.IPV6_RECVORIGDSTADDR);

  /** Adds to every message that is received how long its longest fragment was. */
  public static final Option<Boolean> IPV6_RECVFRAGSIZE =
      IPV6.flag("IPV6_RECVFRAGSIZE", NetinetIn.IPV6_RECVFRAGSIZE);

  /** Keeps errors, such as ICMP answers, in the error queue. */
  public static final Option<Boolean> IPV6_RECVERR =
      IPV6.flag("IPV6_RECVERR", NetinetIn.IPV6_RECVERR);

  /** Adds the information of RFC 4884 to errors. */
  public static final Option<Boolean> IPV6_RECVERR_RFC4884 =
      IPV6.flag("IPV6_RECVERR_RFC4884", NetinetIn.IPV6_RECVERR_RFC4884);

  /** The source address and interface of what is sent, {@code struct in6_pktinfo}, RFC 3542. */
  public static final Option<byte[]> IPV6_PKTINFO =
      IPV6.of("IPV6_PKTINFO", NetinetIn.IPV6_PKTINFO, Codecs.bytes(20));

  /** The hop-by-hop options of what is sent, RFC 3542. Setting them needs CAP_NET_RAW. */
  public static final Option<byte[]> IPV6_HOPOPTS =
      IPV6.of("IPV6_HOPOPTS", NetinetIn.IPV6_HOPOPTS, Codecs.bytes());

  /** The destination options before the routing header. Setting them needs CAP_NET_RAW. */
  public static final Option<byte[]> IPV6_RTHDRDSTOPTS =
      IPV6.of("IPV6_RTHDRDSTOPTS", NetinetIn.IPV6_RTHDRDSTOPTS, Codecs.bytes());

  /** The routing header of what is sent. */
  public static final Option<byte[]> IPV6_RTHDR =
      IPV6.of("IPV6_RTHDR", NetinetIn.IPV6_RTHDR, Codecs.bytes());

  /** The destination options of what is sent. Setting them needs CAP_NET_RAW. */
  public static final Option<byte[]> IPV6_DSTOPTS =
      IPV6.of("IPV6_DSTOPTS", NetinetIn.IPV6_DSTOPTS, Codecs.bytes());

  /** The MTU in bytes of the path that a connected socket has. Read only. */
  public static final Option<Integer> IPV6_PATHMTU =
      IPV6.of("IPV6_PATHMTU", NetinetIn.IPV6_PATHMTU, PATH_MTU).readOnly();

  /**
   * The MTU in bytes of the path of a connected socket; what is set, from 1280 on, is the most to
   * send in a fragment.
   */
  public static final Option<Integer> IPV6_MTU = IPV6.number("IPV6_MTU", NetinetIn.IPV6_MTU);

  /** Whether the path's MTU is found out, {@code IPV6_PMTUDISC_} numbers: 0 never, 2 always. */
  public static final Option<Integer> IPV6_MTU_DISCOVER =
      IPV6.range("IPV6_MTU_DISCOVER", NetinetIn.IPV6_MTU_DISCOVER, 0, NetinetIn.IPV6_PMTUDISC_OMIT);

  /** Sends no fragments of datagrams. */
  public static final Option<Boolean> IPV6_DONTFRAG =
      IPV6.flag("IPV6_DONTFRAG", NetinetIn.IPV6_DONTFRAG);

  /**
   * Raw sockets: where the checksum is that the kernel fills in and checks, an even offset; -1 for
   * none.
   */
  public static final Option<Integer> IPV6_CHECKSUM =
      IPV6.number("IPV6_CHECKSUM", NetinetIn.IPV6_CHECKSUM);

  /** Raw sockets: the caller writes the IP header itself. */
  public static final Option<Boolean> IPV6_HDRINCL =
      IPV6.flag("IPV6_HDRINCL", NetinetIn.IPV6_HDRINCL);

  /**
   * Raw sockets: gets all packets with the router alert option of this value; -1 for none. What is
   * read is whether there is one, 1 or 0.
   */
  public static final Option<Integer> IPV6_ROUTER_ALERT =
      IPV6.number("IPV6_ROUTER_ALERT", NetinetIn.IPV6_ROUTER_ALERT);

  /** Gets router alerts of its own network namespace alone. */
  public static final Option<Boolean> IPV6_ROUTER_ALERT_ISOLATE =
      IPV6.flag("IPV6_ROUTER_ALERT_ISOLATE", NetinetIn.IPV6_ROUTER_ALERT_ISOLATE);

  /** TCP: drops what comes with a lower hop limit, RFC 5082. 0 to 255. */
  public static final Option<Integer> IPV6_MINHOPCOUNT =
      IPV6.range("IPV6_MINHOPCOUNT", NetinetIn.IPV6_MINHOPCOUNT, 0, 255);

  /** Binds to addresses that this host does not have, or not yet. */
  public static final Option<Boolean> IPV6_FREEBIND =
      IPV6.flag("IPV6_FREEBIND", NetinetIn.IPV6_FREEBIND);

  /** Binds to, and accepts for, addresses of others. Setting it needs CAP_NET_ADMIN. */
  public static final Option<Boolean> IPV6_TRANSPARENT =
      IPV6.flag("IPV6_TRANSPARENT", NetinetIn.IPV6_TRANSPARENT);

  /**
   * Which of its addresses this host sends from, {@code IPV6_PREFER_SRC_} numbers or-ed, RFC 5014.
   */
  public static final Option<Integer> IPV6_ADDR_PREFERENCES =
      IPV6.number("IPV6_ADDR_PREFERENCES", NetinetIn.IPV6_ADDR_PREFERENCES);

  /** Labels flows that have no label, RFC 6438. */
  public static final Option<Boolean> IPV6_AUTOFLOWLABEL =
      IPV6.flag("IPV6_AUTOFLOWLABEL", NetinetIn.IPV6_AUTOFLOWLABEL);

  /** Adds its flow information to every message that is received. */
  public static final Option<Boolean> IPV6_FLOWINFO =
      IPV6.flag("IPV6_FLOWINFO", LinuxIn6.IPV6_FLOWINFO);

  /** Sends with the flow information of {@link Inet6#flow}; its label must have been taken. */
  public static final Option<Boolean> IPV6_FLOWINFO_SEND =
      IPV6.flag("IPV6_FLOWINFO_SEND", LinuxIn6.IPV6_FLOWINFO_SEND);

  /** Allocates, renews or releases a flow label; reads the socket's label. */
  public static final Option<FlowLabel> IPV6_FLOWLABEL_MGR =
      IPV6.of("IPV6_FLOWLABEL_MGR", LinuxIn6.IPV6_FLOWLABEL_MGR, FlowLabel.CODEC);

  /** Where a connection wanted to go before netfilter sent it here. Read only. */
  public static final Option<Inet6> IP6T_SO_ORIGINAL_DST =
      IPV6.of(
              "IP6T_SO_ORIGINAL_DST",
              LinuxNetfilterIp6Tables.IP6T_SO_ORIGINAL_DST,
              new Codecs.Struct<Inet6>(
                  SockaddrIn6.SIZE,
                  Sockaddr::inet6,
                  (s, value) -> s.copyFrom(Sockaddr.encode(value))))
          .readOnly();

  /** Raw ICMPv6 sockets: the types, 0 to 255, that are not received, RFC 3542. */
  public static final Option<BitSet> ICMP6_FILTER =
      new OptionLevel(NetinetIn.SOL_ICMPV6)
          .of("ICMP6_FILTER", NetinetIcmp6.ICMP6_FILTER, Codecs.bits(32));

  private Ipv6Option() {}
}
