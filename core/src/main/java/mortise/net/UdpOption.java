package mortise.net;

import mortise.sys.NetinetUdp;

/** The options of UDP, udp(7), and of UDP-Lite, udplite(7). */
public final class UdpOption {
  private static final OptionLevel UDP = new OptionLevel(NetinetUdp.SOL_UDP);
  private static final OptionLevel UDPLITE = new OptionLevel(NetinetUdp.SOL_UDPLITE);

  /** Gathers what is sent into one datagram until it is cleared, udp(7). */
  public static final Option<Boolean> UDP_CORK = UDP.flag("UDP_CORK", NetinetUdp.UDP_CORK);

  /**
   * What is carried in the datagrams, {@code UDP_ENCAP_} numbers: IPsec, L2TP, GTP. Needs
   * CAP_NET_ADMIN.
   */
  public static final Option<Integer> UDP_ENCAP = UDP.number("UDP_ENCAP", NetinetUdp.UDP_ENCAP);

  /** Sends over IPv6 without checksums, RFC 6936. */
  public static final Option<Boolean> UDP_NO_CHECK6_TX =
      UDP.flag("UDP_NO_CHECK6_TX", NetinetUdp.UDP_NO_CHECK6_TX);

  /** Takes datagrams over IPv6 without checksums. */
  public static final Option<Boolean> UDP_NO_CHECK6_RX =
      UDP.flag("UDP_NO_CHECK6_RX", NetinetUdp.UDP_NO_CHECK6_RX);

  /** The size in bytes of the datagrams that one long send is cut into (GSO); 0 for one. */
  public static final Option<Integer> UDP_SEGMENT =
      UDP.range("UDP_SEGMENT", NetinetUdp.UDP_SEGMENT, 0, 65535);

  /** Receives datagrams of one sender joined, with their size as ancillary data. */
  public static final Option<Boolean> UDP_GRO = UDP.flag("UDP_GRO", NetinetUdp.UDP_GRO);

  /** UDP-Lite: how many bytes of a datagram the checksum covers, from 8; 0 for all. */
  public static final Option<Integer> UDPLITE_SEND_CSCOV =
      UDPLITE.range("UDPLITE_SEND_CSCOV", NetinetUdp.UDPLITE_SEND_CSCOV, 0, 65535);

  /** UDP-Lite: how many bytes have to be covered for a datagram to be taken; 0 for all. */
  public static final Option<Integer> UDPLITE_RECV_CSCOV =
      UDPLITE.range("UDPLITE_RECV_CSCOV", NetinetUdp.UDPLITE_RECV_CSCOV, 0, 65535);

  private UdpOption() {}
}
