package mortise.sys;

import mortise.sys.struct.Header;

/** {@code netinet/in.h}: the protocols and options of IPv4 and IPv6. */
@Header("netinet/in.h")
public final class NetinetIn {
  public static final int IPPROTO_IP = 0;
  public static final int IPPROTO_ICMP = 1;
  public static final int IPPROTO_IGMP = 2;
  public static final int IPPROTO_IPIP = 4;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_EGP = 8;
  public static final int IPPROTO_PUP = 12;
  public static final int IPPROTO_UDP = 17;
  public static final int IPPROTO_IDP = 22;
  public static final int IPPROTO_TP = 29;
  public static final int IPPROTO_DCCP = 33;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPPROTO_RSVP = 46;
  public static final int IPPROTO_GRE = 47;
  public static final int IPPROTO_ESP = 50;
  public static final int IPPROTO_AH = 51;
  public static final int IPPROTO_MTP = 92;
  public static final int IPPROTO_BEETPH = 94;
  public static final int IPPROTO_ENCAP = 98;
  public static final int IPPROTO_PIM = 103;
  public static final int IPPROTO_COMP = 108;
  public static final int IPPROTO_SCTP = 132;
  public static final int IPPROTO_UDPLITE = 136;
  public static final int IPPROTO_MPLS = 137;
  public static final int IPPROTO_ETHERNET = 143;
  public static final int IPPROTO_RAW = 255;
  public static final int IPPROTO_MPTCP = 262;

  public static final int IPPROTO_HOPOPTS = 0;
  public static final int IPPROTO_ROUTING = 43;
  public static final int IPPROTO_FRAGMENT = 44;
  public static final int IPPROTO_ICMPV6 = 58;
  public static final int IPPROTO_NONE = 59;
  public static final int IPPROTO_DSTOPTS = 60;
  public static final int IPPROTO_MH = 135;

  @Since("6.14")
  public static final int IPPROTO_AGGFRAG = 144;

  @Since("6.10")
  public static final int IPPROTO_SMC = 256;

  public static final int IPPORT_ECHO = 7;
  public static final int IPPORT_DISCARD = 9;
  public static final int IPPORT_SYSTAT = 11;
  public static final int IPPORT_DAYTIME = 13;
  public static final int IPPORT_NETSTAT = 15;
  public static final int IPPORT_FTP = 21;
  public static final int IPPORT_TELNET = 23;
  public static final int IPPORT_SMTP = 25;
  public static final int IPPORT_TIMESERVER = 37;
  public static final int IPPORT_NAMESERVER = 42;
  public static final int IPPORT_WHOIS = 43;
  public static final int IPPORT_MTP = 57;

  public static final int IPPORT_TFTP = 69;
  public static final int IPPORT_RJE = 77;
  public static final int IPPORT_FINGER = 79;
  public static final int IPPORT_TTYLINK = 87;
  public static final int IPPORT_SUPDUP = 95;

  public static final int IPPORT_EXECSERVER = 512;
  public static final int IPPORT_LOGINSERVER = 513;
  public static final int IPPORT_CMDSERVER = 514;
  public static final int IPPORT_EFSSERVER = 520;

  public static final int IPPORT_BIFFUDP = 512;
  public static final int IPPORT_WHOSERVER = 513;
  public static final int IPPORT_ROUTESERVER = 520;

  public static final int IPPORT_RESERVED = 1024;
  public static final int IPPORT_USERRESERVED = 5000;

  public static final int INADDR_ANY = 0x0;
  public static final int INADDR_BROADCAST = 0xffffffff;
  public static final int INADDR_NONE = 0xffffffff;
  public static final int INADDR_DUMMY = 0xc0000008;
  public static final int INADDR_LOOPBACK = 0x7f000001;

  public static final int INADDR_UNSPEC_GROUP = 0xe0000000;
  public static final int INADDR_ALLHOSTS_GROUP = 0xe0000001;
  public static final int INADDR_ALLRTRS_GROUP = 0xe0000002;
  public static final int INADDR_ALLSNOOPERS_GROUP = 0xe000006a;
  public static final int INADDR_MAX_LOCAL_GROUP = 0xe00000ff;

  public static final int SOL_IP = 0;
  public static final int SOL_IPV6 = 41;
  public static final int SOL_ICMPV6 = 58;

  public static final int IP_PMTUDISC_DONT = 0;
  public static final int IP_PMTUDISC_WANT = 1;
  public static final int IP_PMTUDISC_DO = 2;
  public static final int IP_PMTUDISC_PROBE = 3;

  public static final int IP_PMTUDISC_INTERFACE = 4;
  public static final int IP_PMTUDISC_OMIT = 5;

  public static final int IP_DEFAULT_MULTICAST_TTL = 1;
  public static final int IP_DEFAULT_MULTICAST_LOOP = 1;
  public static final int IP_MAX_MEMBERSHIPS = 20;

  public static final int IP_OPTIONS = 4;
  public static final int IP_HDRINCL = 3;
  public static final int IP_TOS = 1;
  public static final int IP_TTL = 2;
  public static final int IP_RECVOPTS = 6;

  public static final int IP_RECVRETOPTS = 7;
  public static final int IP_RETOPTS = 7;
  public static final int IP_MULTICAST_IF = 32;
  public static final int IP_MULTICAST_TTL = 33;
  public static final int IP_MULTICAST_LOOP = 34;
  public static final int IP_ADD_MEMBERSHIP = 35;
  public static final int IP_DROP_MEMBERSHIP = 36;
  public static final int IP_UNBLOCK_SOURCE = 37;
  public static final int IP_BLOCK_SOURCE = 38;
  public static final int IP_ADD_SOURCE_MEMBERSHIP = 39;
  public static final int IP_DROP_SOURCE_MEMBERSHIP = 40;
  public static final int IP_MSFILTER = 41;
  public static final int IP_MULTICAST_ALL = 49;
  public static final int IP_UNICAST_IF = 50;

  public static final int IP_ROUTER_ALERT = 5;
  public static final int IP_PKTINFO = 8;
  public static final int IP_PKTOPTIONS = 9;
  public static final int IP_PMTUDISC = 10;
  public static final int IP_MTU_DISCOVER = 10;
  public static final int IP_RECVERR = 11;
  public static final int IP_RECVTTL = 12;
  public static final int IP_RECVTOS = 13;
  public static final int IP_MTU = 14;
  public static final int IP_FREEBIND = 15;
  public static final int IP_IPSEC_POLICY = 16;
  public static final int IP_XFRM_POLICY = 17;
  public static final int IP_PASSSEC = 18;
  public static final int IP_TRANSPARENT = 19;

  public static final int IP_ORIGDSTADDR = 20;
  public static final int IP_RECVORIGDSTADDR = 20;

  public static final int IP_MINTTL = 21;
  public static final int IP_NODEFRAG = 22;
  public static final int IP_CHECKSUM = 23;
  public static final int IP_BIND_ADDRESS_NO_PORT = 24;
  public static final int IP_RECVFRAGSIZE = 25;
  public static final int IP_RECVERR_RFC4884 = 26;

  @Since("6.3")
  public static final int IP_LOCAL_PORT_RANGE = 51;

  @Since("6.4")
  public static final int IP_PROTOCOL = 52;

  public static final int MCAST_JOIN_GROUP = 42;
  public static final int MCAST_BLOCK_SOURCE = 43;
  public static final int MCAST_UNBLOCK_SOURCE = 44;
  public static final int MCAST_LEAVE_GROUP = 45;
  public static final int MCAST_JOIN_SOURCE_GROUP = 46;
  public static final int MCAST_LEAVE_SOURCE_GROUP = 47;
  public static final int MCAST_MSFILTER = 48;

  public static final int MCAST_EXCLUDE = 0;
  public static final int MCAST_INCLUDE = 1;

  public static final int IPV6_PMTUDISC_DONT = 0;
  public static final int IPV6_PMTUDISC_WANT = 1;
  public static final int IPV6_PMTUDISC_DO = 2;
  public static final int IPV6_PMTUDISC_PROBE = 3;
  public static final int IPV6_PMTUDISC_INTERFACE = 4;
  public static final int IPV6_PMTUDISC_OMIT = 5;

  public static final int IPV6_RTHDR_LOOSE = 0;
  public static final int IPV6_RTHDR_STRICT = 1;
  public static final int IPV6_RTHDR_TYPE_0 = 0;

  public static final int IPV6_ADDRFORM = 1;
  public static final int IPV6_2292PKTINFO = 2;
  public static final int IPV6_2292HOPOPTS = 3;
  public static final int IPV6_2292DSTOPTS = 4;
  public static final int IPV6_2292RTHDR = 5;
  public static final int IPV6_2292PKTOPTIONS = 6;
  public static final int IPV6_CHECKSUM = 7;
  public static final int IPV6_2292HOPLIMIT = 8;

  public static final int IPV6_NEXTHOP = 9;
  public static final int IPV6_AUTHHDR = 10;
  public static final int IPV6_UNICAST_HOPS = 16;
  public static final int IPV6_MULTICAST_IF = 17;
  public static final int IPV6_MULTICAST_HOPS = 18;
  public static final int IPV6_MULTICAST_LOOP = 19;
  public static final int IPV6_JOIN_GROUP = 20;
  public static final int IPV6_LEAVE_GROUP = 21;
  public static final int IPV6_ROUTER_ALERT = 22;
  public static final int IPV6_MTU_DISCOVER = 23;
  public static final int IPV6_MTU = 24;
  public static final int IPV6_RECVERR = 25;
  public static final int IPV6_V6ONLY = 26;
  public static final int IPV6_JOIN_ANYCAST = 27;
  public static final int IPV6_LEAVE_ANYCAST = 28;
  public static final int IPV6_MULTICAST_ALL = 29;
  public static final int IPV6_ROUTER_ALERT_ISOLATE = 30;
  public static final int IPV6_RECVERR_RFC4884 = 31;
  public static final int IPV6_IPSEC_POLICY = 34;
  public static final int IPV6_XFRM_POLICY = 35;
  public static final int IPV6_HDRINCL = 36;

  public static final int IPV6_RECVPKTINFO = 49;
  public static final int IPV6_PKTINFO = 50;
  public static final int IPV6_RECVHOPLIMIT = 51;
  public static final int IPV6_HOPLIMIT = 52;
  public static final int IPV6_RECVHOPOPTS = 53;
  public static final int IPV6_HOPOPTS = 54;
  public static final int IPV6_RTHDRDSTOPTS = 55;
  public static final int IPV6_RECVRTHDR = 56;
  public static final int IPV6_RTHDR = 57;
  public static final int IPV6_RECVDSTOPTS = 58;
  public static final int IPV6_DSTOPTS = 59;
  public static final int IPV6_RECVPATHMTU = 60;
  public static final int IPV6_PATHMTU = 61;
  public static final int IPV6_DONTFRAG = 62;

  public static final int IPV6_RECVTCLASS = 66;
  public static final int IPV6_TCLASS = 67;
  public static final int IPV6_AUTOFLOWLABEL = 70;
  public static final int IPV6_ADDR_PREFERENCES = 72;
  public static final int IPV6_MINHOPCOUNT = 73;

  public static final int IPV6_ORIGDSTADDR = 74;
  public static final int IPV6_RECVORIGDSTADDR = 74;
  public static final int IPV6_TRANSPARENT = 75;
  public static final int IPV6_UNICAST_IF = 76;
  public static final int IPV6_RECVFRAGSIZE = 77;
  public static final int IPV6_FREEBIND = 78;

  public static final int IPV6_ADD_MEMBERSHIP = 20;
  public static final int IPV6_DROP_MEMBERSHIP = 21;
  public static final int IPV6_RXHOPOPTS = 54;
  public static final int IPV6_RXDSTOPTS = 59;

  public static final int INET_ADDRSTRLEN = 16;
  public static final int INET6_ADDRSTRLEN = 46;

  private NetinetIn() {}
}
