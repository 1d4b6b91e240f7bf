package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/netfilter_ipv4.h}: where a redirected connection meant to go. */
@Header("linux/netfilter_ipv4.h")
public final class LinuxNetfilterIpv4 {
  public static final int SO_ORIGINAL_DST = 80;

  private LinuxNetfilterIpv4() {}
}
