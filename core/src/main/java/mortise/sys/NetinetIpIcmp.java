package mortise.sys;

import mortise.sys.struct.Header;

/** {@code netinet/ip_icmp.h}: the types and codes of ICMP. */
@Header("netinet/ip_icmp.h")
public final class NetinetIpIcmp {
  public static final int ICMP_ECHOREPLY = 0;
  public static final int ICMP_DEST_UNREACH = 3;
  public static final int ICMP_SOURCE_QUENCH = 4;
  public static final int ICMP_REDIRECT = 5;
  public static final int ICMP_ECHO = 8;
  public static final int ICMP_TIME_EXCEEDED = 11;
  public static final int ICMP_PARAMETERPROB = 12;
  public static final int ICMP_TIMESTAMP = 13;
  public static final int ICMP_TIMESTAMPREPLY = 14;
  public static final int ICMP_INFO_REQUEST = 15;
  public static final int ICMP_INFO_REPLY = 16;
  public static final int ICMP_ADDRESS = 17;
  public static final int ICMP_ADDRESSREPLY = 18;

  public static final int ICMP_NET_UNREACH = 0;
  public static final int ICMP_HOST_UNREACH = 1;
  public static final int ICMP_PROT_UNREACH = 2;
  public static final int ICMP_PORT_UNREACH = 3;
  public static final int ICMP_FRAG_NEEDED = 4;
  public static final int ICMP_SR_FAILED = 5;
  public static final int ICMP_NET_UNKNOWN = 6;
  public static final int ICMP_HOST_UNKNOWN = 7;
  public static final int ICMP_HOST_ISOLATED = 8;
  public static final int ICMP_NET_ANO = 9;
  public static final int ICMP_HOST_ANO = 10;
  public static final int ICMP_NET_UNR_TOS = 11;
  public static final int ICMP_HOST_UNR_TOS = 12;
  public static final int ICMP_PKT_FILTERED = 13;
  public static final int ICMP_PREC_VIOLATION = 14;
  public static final int ICMP_PREC_CUTOFF = 15;

  public static final int ICMP_REDIR_NET = 0;
  public static final int ICMP_REDIR_HOST = 1;
  public static final int ICMP_REDIR_NETTOS = 2;
  public static final int ICMP_REDIR_HOSTTOS = 3;

  public static final int ICMP_EXC_TTL = 0;
  public static final int ICMP_EXC_FRAGTIME = 1;

  public static final int ICMP_EXT_ECHO = 42;
  public static final int ICMP_EXT_ECHOREPLY = 43;
  public static final int ICMP_EXT_CODE_MAL_QUERY = 1;
  public static final int ICMP_EXT_CODE_NO_IF = 2;
  public static final int ICMP_EXT_CODE_NO_TABLE_ENT = 3;
  public static final int ICMP_EXT_CODE_MULT_IFS = 4;

  public static final int ICMP_EXT_ECHOREPLY_ACTIVE = 1 << 2;
  public static final int ICMP_EXT_ECHOREPLY_IPV4 = 1 << 1;
  public static final int ICMP_EXT_ECHOREPLY_IPV6 = 1;
  public static final int ICMP_EXT_ECHO_CTYPE_NAME = 1;
  public static final int ICMP_EXT_ECHO_CTYPE_INDEX = 2;
  public static final int ICMP_EXT_ECHO_CTYPE_ADDR = 3;
  public static final int ICMP_AFI_IP = 1;
  public static final int ICMP_AFI_IP6 = 2;

  public static final int ICMP_UNREACH = 3;
  public static final int ICMP_SOURCEQUENCH = 4;
  public static final int ICMP_ROUTERADVERT = 9;
  public static final int ICMP_ROUTERSOLICIT = 10;
  public static final int ICMP_TIMXCEED = 11;
  public static final int ICMP_PARAMPROB = 12;
  public static final int ICMP_TSTAMP = 13;
  public static final int ICMP_TSTAMPREPLY = 14;
  public static final int ICMP_IREQ = 15;
  public static final int ICMP_IREQREPLY = 16;
  public static final int ICMP_MASKREQ = 17;
  public static final int ICMP_MASKREPLY = 18;

  public static final int ICMP_UNREACH_NET = 0;
  public static final int ICMP_UNREACH_HOST = 1;
  public static final int ICMP_UNREACH_PROTOCOL = 2;
  public static final int ICMP_UNREACH_PORT = 3;
  public static final int ICMP_UNREACH_NEEDFRAG = 4;
  public static final int ICMP_UNREACH_SRCFAIL = 5;
  public static final int ICMP_UNREACH_NET_UNKNOWN = 6;
  public static final int ICMP_UNREACH_HOST_UNKNOWN = 7;
  public static final int ICMP_UNREACH_ISOLATED = 8;
  public static final int ICMP_UNREACH_NET_PROHIB = 9;
  public static final int ICMP_UNREACH_HOST_PROHIB = 10;
  public static final int ICMP_UNREACH_TOSNET = 11;
  public static final int ICMP_UNREACH_TOSHOST = 12;
  public static final int ICMP_UNREACH_FILTER_PROHIB = 13;
  public static final int ICMP_UNREACH_HOST_PRECEDENCE = 14;
  public static final int ICMP_UNREACH_PRECEDENCE_CUTOFF = 15;

  public static final int ICMP_REDIRECT_NET = 0;
  public static final int ICMP_REDIRECT_HOST = 1;
  public static final int ICMP_REDIRECT_TOSNET = 2;
  public static final int ICMP_REDIRECT_TOSHOST = 3;

  public static final int ICMP_TIMXCEED_INTRANS = 0;
  public static final int ICMP_TIMXCEED_REASS = 1;
  public static final int ICMP_PARAMPROB_OPTABSENT = 1;

  private NetinetIpIcmp() {}
}
