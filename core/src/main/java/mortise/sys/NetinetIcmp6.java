package mortise.sys;

import mortise.sys.struct.Header;

/** {@code netinet/icmp6.h}: the types and codes of ICMPv6. */
@Header("netinet/icmp6.h")
public final class NetinetIcmp6 {
  public static final int ICMP6_FILTER = 1;

  public static final int ICMP6_FILTER_BLOCK = 1;
  public static final int ICMP6_FILTER_PASS = 2;
  public static final int ICMP6_FILTER_BLOCKOTHERS = 3;
  public static final int ICMP6_FILTER_PASSONLY = 4;

  public static final int ICMP6_DST_UNREACH = 1;
  public static final int ICMP6_PACKET_TOO_BIG = 2;
  public static final int ICMP6_TIME_EXCEEDED = 3;
  public static final int ICMP6_PARAM_PROB = 4;

  public static final int ICMP6_INFOMSG_MASK = 0x80;

  public static final int ICMP6_ECHO_REQUEST = 128;
  public static final int ICMP6_ECHO_REPLY = 129;
  public static final int MLD_LISTENER_QUERY = 130;
  public static final int MLD_LISTENER_REPORT = 131;
  public static final int MLD_LISTENER_REDUCTION = 132;

  public static final int ICMP6_DST_UNREACH_NOROUTE = 0;
  public static final int ICMP6_DST_UNREACH_ADMIN = 1;

  public static final int ICMP6_DST_UNREACH_BEYONDSCOPE = 2;
  public static final int ICMP6_DST_UNREACH_ADDR = 3;
  public static final int ICMP6_DST_UNREACH_NOPORT = 4;

  public static final int ICMP6_TIME_EXCEED_TRANSIT = 0;
  public static final int ICMP6_TIME_EXCEED_REASSEMBLY = 1;

  public static final int ICMP6_PARAMPROB_HEADER = 0;
  public static final int ICMP6_PARAMPROB_NEXTHEADER = 1;
  public static final int ICMP6_PARAMPROB_OPTION = 2;

  public static final int ND_ROUTER_SOLICIT = 133;
  public static final int ND_ROUTER_ADVERT = 134;
  public static final int ND_NEIGHBOR_SOLICIT = 135;
  public static final int ND_NEIGHBOR_ADVERT = 136;
  public static final int ND_REDIRECT = 137;

  public static final int ND_OPT_SOURCE_LINKADDR = 1;
  public static final int ND_OPT_TARGET_LINKADDR = 2;
  public static final int ND_OPT_PREFIX_INFORMATION = 3;
  public static final int ND_OPT_REDIRECTED_HEADER = 4;
  public static final int ND_OPT_MTU = 5;

  public static final int ICMP6_ROUTER_RENUMBERING = 138;

  private NetinetIcmp6() {}
}
