package mortise.sys;

import mortise.sys.struct.Header;

/**
 * {@code linux/netfilter_ipv6/ip6_tables.h}: where a redirected connection meant to go, at
 * SOL_IPV6.
 */
@Header("linux/netfilter_ipv6/ip6_tables.h")
public final class LinuxNetfilterIp6Tables {
  public static final int IP6T_SO_ORIGINAL_DST = 80;

  private LinuxNetfilterIp6Tables() {}
}
