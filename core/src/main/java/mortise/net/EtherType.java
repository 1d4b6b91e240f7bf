package mortise.net;

import mortise.sys.LinuxIfEther;

/**
 * What an Ethernet frame carries: the numbers that {@link LinkAddress#protocol} and {@link
 * Protocol#ofEtherType} take, in host order. Any other number of the registry of IEEE 802 goes as
 * well.
 */
public final class EtherType {
  /** Every frame, sent ones too (ETH_P_ALL). */
  public static final int ALL = LinuxIfEther.ETH_P_ALL;

  /** IPv4 (ETHERTYPE_IP). */
  public static final int IP = LinuxIfEther.ETH_P_IP;

  /** Address resolution of IPv4 (ETHERTYPE_ARP). */
  public static final int ARP = LinuxIfEther.ETH_P_ARP;

  /** A frame with a tag of IEEE 802.1Q (ETHERTYPE_VLAN). */
  public static final int VLAN = LinuxIfEther.ETH_P_8021Q;

  /** IPv6 (ETHERTYPE_IPV6). */
  public static final int IPV6 = LinuxIfEther.ETH_P_IPV6;

  /** MPLS to one destination. */
  public static final int MPLS = LinuxIfEther.ETH_P_MPLS_UC;

  /** PPP over Ethernet, session stage. */
  public static final int PPPOE = LinuxIfEther.ETH_P_PPP_SES;

  /** LLDP, link layer discovery, IEEE 802.1AB. */
  public static final int LLDP = LinuxIfEther.ETH_P_LLDP;

  private EtherType() {}
}
