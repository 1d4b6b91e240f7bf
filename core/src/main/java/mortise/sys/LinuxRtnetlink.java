package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/rtnetlink.h}: rtnetlink(7), routes and what goes with them. */
@Header("linux/rtnetlink.h")
public final class LinuxRtnetlink {
  public static final int RTM_BASE = 16;

  public static final int RTM_NEWLINK = 16;
  public static final int RTM_DELLINK = 17;
  public static final int RTM_GETLINK = 18;
  public static final int RTM_SETLINK = 19;

  public static final int RTM_NEWADDR = 20;
  public static final int RTM_DELADDR = 21;
  public static final int RTM_GETADDR = 22;

  public static final int RTM_NEWROUTE = 24;
  public static final int RTM_DELROUTE = 25;
  public static final int RTM_GETROUTE = 26;

  public static final int RTM_NEWNEIGH = 28;
  public static final int RTM_DELNEIGH = 29;
  public static final int RTM_GETNEIGH = 30;

  public static final int RTM_NEWRULE = 32;
  public static final int RTM_DELRULE = 33;
  public static final int RTM_GETRULE = 34;

  public static final int RTM_NEWQDISC = 36;
  public static final int RTM_DELQDISC = 37;
  public static final int RTM_GETQDISC = 38;

  public static final int RTM_NEWTCLASS = 40;
  public static final int RTM_DELTCLASS = 41;
  public static final int RTM_GETTCLASS = 42;

  public static final int RTM_NEWTFILTER = 44;
  public static final int RTM_DELTFILTER = 45;
  public static final int RTM_GETTFILTER = 46;

  public static final int RTM_NEWACTION = 48;
  public static final int RTM_DELACTION = 49;
  public static final int RTM_GETACTION = 50;

  public static final int RTM_NEWPREFIX = 52;
  public static final int RTM_GETMULTICAST = 58;
  public static final int RTM_GETANYCAST = 62;

  public static final int RTM_NEWNEIGHTBL = 64;
  public static final int RTM_GETNEIGHTBL = 66;
  public static final int RTM_SETNEIGHTBL = 67;

  public static final int RTM_NEWNDUSEROPT = 68;

  public static final int RTM_NEWADDRLABEL = 72;
  public static final int RTM_DELADDRLABEL = 73;
  public static final int RTM_GETADDRLABEL = 74;

  public static final int RTM_GETDCB = 78;
  public static final int RTM_SETDCB = 79;

  public static final int RTM_NEWNETCONF = 80;
  public static final int RTM_DELNETCONF = 81;
  public static final int RTM_GETNETCONF = 82;

  public static final int RTM_NEWMDB = 84;
  public static final int RTM_DELMDB = 85;
  public static final int RTM_GETMDB = 86;

  public static final int RTM_NEWNSID = 88;
  public static final int RTM_DELNSID = 89;
  public static final int RTM_GETNSID = 90;

  public static final int RTM_NEWSTATS = 92;
  public static final int RTM_GETSTATS = 94;
  public static final int RTM_SETSTATS = 95;

  public static final int RTM_NEWCACHEREPORT = 96;

  public static final int RTM_NEWCHAIN = 100;
  public static final int RTM_DELCHAIN = 101;
  public static final int RTM_GETCHAIN = 102;

  public static final int RTM_NEWNEXTHOP = 104;
  public static final int RTM_DELNEXTHOP = 105;
  public static final int RTM_GETNEXTHOP = 106;

  public static final int RTM_NEWLINKPROP = 108;
  public static final int RTM_DELLINKPROP = 109;
  public static final int RTM_GETLINKPROP = 110;

  public static final int RTM_NEWVLAN = 112;
  public static final int RTM_DELVLAN = 113;
  public static final int RTM_GETVLAN = 114;

  public static final int RTM_NEWNEXTHOPBUCKET = 116;
  public static final int RTM_DELNEXTHOPBUCKET = 117;
  public static final int RTM_GETNEXTHOPBUCKET = 118;

  public static final int RTM_NEWTUNNEL = 120;
  public static final int RTM_DELTUNNEL = 121;
  public static final int RTM_GETTUNNEL = 122;

  public static final int RTM_F_NOTIFY = 0x100;
  public static final int RTM_F_CLONED = 0x200;
  public static final int RTM_F_EQUALIZE = 0x400;
  public static final int RTM_F_PREFIX = 0x800;
  public static final int RTM_F_LOOKUP_TABLE = 0x1000;
  public static final int RTM_F_FIB_MATCH = 0x2000;
  public static final int RTM_F_OFFLOAD = 0x4000;
  public static final int RTM_F_TRAP = 0x8000;
  public static final int RTM_F_OFFLOAD_FAILED = 0x20000000;

  public static final int RTN_UNSPEC = 0;
  public static final int RTN_UNICAST = 1;
  public static final int RTN_LOCAL = 2;
  public static final int RTN_BROADCAST = 3;

  public static final int RTN_ANYCAST = 4;

  public static final int RTN_MULTICAST = 5;
  public static final int RTN_BLACKHOLE = 6;
  public static final int RTN_UNREACHABLE = 7;
  public static final int RTN_PROHIBIT = 8;
  public static final int RTN_THROW = 9;
  public static final int RTN_NAT = 10;
  public static final int RTN_XRESOLVE = 11;

  public static final int RTPROT_UNSPEC = 0;
  public static final int RTPROT_REDIRECT = 1;

  public static final int RTPROT_KERNEL = 2;
  public static final int RTPROT_BOOT = 3;
  public static final int RTPROT_STATIC = 4;

  public static final int RTPROT_GATED = 8;
  public static final int RTPROT_RA = 9;
  public static final int RTPROT_MRT = 10;
  public static final int RTPROT_ZEBRA = 11;
  public static final int RTPROT_BIRD = 12;
  public static final int RTPROT_DNROUTED = 13;
  public static final int RTPROT_XORP = 14;
  public static final int RTPROT_NTK = 15;
  public static final int RTPROT_DHCP = 16;
  public static final int RTPROT_MROUTED = 17;
  public static final int RTPROT_KEEPALIVED = 18;
  public static final int RTPROT_BABEL = 42;
  public static final int RTPROT_OPENR = 99;
  public static final int RTPROT_BGP = 186;
  public static final int RTPROT_ISIS = 187;
  public static final int RTPROT_OSPF = 188;
  public static final int RTPROT_RIP = 189;
  public static final int RTPROT_EIGRP = 192;

  public static final int RT_SCOPE_UNIVERSE = 0;

  public static final int RT_SCOPE_SITE = 200;
  public static final int RT_SCOPE_LINK = 253;
  public static final int RT_SCOPE_HOST = 254;
  public static final int RT_SCOPE_NOWHERE = 255;

  public static final int RT_TABLE_UNSPEC = 0;

  public static final int RT_TABLE_COMPAT = 252;
  public static final int RT_TABLE_DEFAULT = 253;
  public static final int RT_TABLE_MAIN = 254;
  public static final int RT_TABLE_LOCAL = 255;

  public static final int RTA_ALIGNTO = 4;

  public static final int RTA_UNSPEC = 0;
  public static final int RTA_DST = 1;
  public static final int RTA_SRC = 2;
  public static final int RTA_IIF = 3;
  public static final int RTA_OIF = 4;
  public static final int RTA_GATEWAY = 5;
  public static final int RTA_PRIORITY = 6;
  public static final int RTA_PREFSRC = 7;
  public static final int RTA_METRICS = 8;
  public static final int RTA_MULTIPATH = 9;
  public static final int RTA_PROTOINFO = 10;
  public static final int RTA_FLOW = 11;
  public static final int RTA_CACHEINFO = 12;
  public static final int RTA_SESSION = 13;
  public static final int RTA_MP_ALGO = 14;
  public static final int RTA_TABLE = 15;
  public static final int RTA_MARK = 16;
  public static final int RTA_MFC_STATS = 17;
  public static final int RTA_VIA = 18;
  public static final int RTA_NEWDST = 19;
  public static final int RTA_PREF = 20;
  public static final int RTA_ENCAP_TYPE = 21;
  public static final int RTA_ENCAP = 22;
  public static final int RTA_EXPIRES = 23;
  public static final int RTA_PAD = 24;
  public static final int RTA_UID = 25;
  public static final int RTA_TTL_PROPAGATE = 26;
  public static final int RTA_IP_PROTO = 27;
  public static final int RTA_SPORT = 28;
  public static final int RTA_DPORT = 29;
  public static final int RTA_NH_ID = 30;

  public static final int RTNH_F_DEAD = 1;
  public static final int RTNH_F_PERVASIVE = 2;
  public static final int RTNH_F_ONLINK = 4;
  public static final int RTNH_F_OFFLOAD = 8;
  public static final int RTNH_F_LINKDOWN = 16;
  public static final int RTNH_F_UNRESOLVED = 32;
  public static final int RTNH_F_TRAP = 64;

  public static final int RTAX_UNSPEC = 0;
  public static final int RTAX_LOCK = 1;
  public static final int RTAX_MTU = 2;
  public static final int RTAX_WINDOW = 3;
  public static final int RTAX_RTT = 4;
  public static final int RTAX_RTTVAR = 5;
  public static final int RTAX_SSTHRESH = 6;
  public static final int RTAX_CWND = 7;
  public static final int RTAX_ADVMSS = 8;
  public static final int RTAX_REORDERING = 9;
  public static final int RTAX_HOPLIMIT = 10;
  public static final int RTAX_INITCWND = 11;
  public static final int RTAX_FEATURES = 12;
  public static final int RTAX_RTO_MIN = 13;
  public static final int RTAX_INITRWND = 14;
  public static final int RTAX_QUICKACK = 15;
  public static final int RTAX_CC_ALGO = 16;
  public static final int RTAX_FASTOPEN_NO_COOKIE = 17;

  public static final int RTAX_FEATURE_ECN = 1 << 0;
  public static final int RTAX_FEATURE_SACK = 1 << 1;
  public static final int RTAX_FEATURE_TIMESTAMP = 1 << 2;
  public static final int RTAX_FEATURE_ALLFRAG = 1 << 3;

  public static final int RTMGRP_LINK = 0x1;
  public static final int RTMGRP_NOTIFY = 0x2;
  public static final int RTMGRP_NEIGH = 0x4;
  public static final int RTMGRP_TC = 0x8;

  public static final int RTMGRP_IPV4_IFADDR = 0x10;
  public static final int RTMGRP_IPV4_MROUTE = 0x20;
  public static final int RTMGRP_IPV4_ROUTE = 0x40;
  public static final int RTMGRP_IPV4_RULE = 0x80;

  public static final int RTMGRP_IPV6_IFADDR = 0x100;
  public static final int RTMGRP_IPV6_MROUTE = 0x200;
  public static final int RTMGRP_IPV6_ROUTE = 0x400;
  public static final int RTMGRP_IPV6_IFINFO = 0x800;

  public static final int RTMGRP_DECnet_IFADDR = 0x1000;
  public static final int RTMGRP_DECnet_ROUTE = 0x4000;
  public static final int RTMGRP_IPV6_PREFIX = 0x20000;

  public static final int RTNLGRP_NONE = 0;
  public static final int RTNLGRP_LINK = 1;
  public static final int RTNLGRP_NOTIFY = 2;
  public static final int RTNLGRP_NEIGH = 3;
  public static final int RTNLGRP_TC = 4;
  public static final int RTNLGRP_IPV4_IFADDR = 5;
  public static final int RTNLGRP_IPV4_MROUTE = 6;
  public static final int RTNLGRP_IPV4_ROUTE = 7;
  public static final int RTNLGRP_IPV4_RULE = 8;
  public static final int RTNLGRP_IPV6_IFADDR = 9;
  public static final int RTNLGRP_IPV6_MROUTE = 10;
  public static final int RTNLGRP_IPV6_ROUTE = 11;
  public static final int RTNLGRP_IPV6_IFINFO = 12;
  public static final int RTNLGRP_DECnet_IFADDR = 13;
  public static final int RTNLGRP_NOP2 = 14;
  public static final int RTNLGRP_DECnet_ROUTE = 15;
  public static final int RTNLGRP_DECnet_RULE = 16;
  public static final int RTNLGRP_NOP4 = 17;
  public static final int RTNLGRP_IPV6_PREFIX = 18;
  public static final int RTNLGRP_IPV6_RULE = 19;
  public static final int RTNLGRP_ND_USEROPT = 20;
  public static final int RTNLGRP_PHONET_IFADDR = 21;
  public static final int RTNLGRP_PHONET_ROUTE = 22;
  public static final int RTNLGRP_DCB = 23;
  public static final int RTNLGRP_IPV4_NETCONF = 24;
  public static final int RTNLGRP_IPV6_NETCONF = 25;
  public static final int RTNLGRP_MDB = 26;
  public static final int RTNLGRP_MPLS_ROUTE = 27;
  public static final int RTNLGRP_NSID = 28;
  public static final int RTNLGRP_MPLS_NETCONF = 29;
  public static final int RTNLGRP_IPV4_MROUTE_R = 30;
  public static final int RTNLGRP_IPV6_MROUTE_R = 31;
  public static final int RTNLGRP_NEXTHOP = 32;
  public static final int RTNLGRP_BRVLAN = 33;
  public static final int RTNLGRP_MCTP_IFADDR = 34;
  public static final int RTNLGRP_TUNNEL = 35;
  public static final int RTNLGRP_STATS = 36;

  public static final int RTEXT_FILTER_VF = 1 << 0;
  public static final int RTEXT_FILTER_BRVLAN = 1 << 1;
  public static final int RTEXT_FILTER_BRVLAN_COMPRESSED = 1 << 2;
  public static final int RTEXT_FILTER_SKIP_STATS = 1 << 3;
  public static final int RTEXT_FILTER_MRP = 1 << 4;
  public static final int RTEXT_FILTER_CFM_CONFIG = 1 << 5;
  public static final int RTEXT_FILTER_CFM_STATUS = 1 << 6;
  public static final int RTEXT_FILTER_MST = 1 << 7;

  private LinuxRtnetlink() {}
}
