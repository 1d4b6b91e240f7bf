package mortise.sys;

import mortise.sys.struct.Header;

/** {@code netinet/udp.h}: the options of UDP. */
@Header("netinet/udp.h")
public final class NetinetUdp {
  public static final int SOL_UDP = 17;

  public static final int UDP_ENCAP_ESPINUDP_NON_IKE = 1;
  public static final int UDP_ENCAP_ESPINUDP = 2;
  public static final int UDP_ENCAP_L2TPINUDP = 3;
  public static final int UDP_ENCAP_GTP0 = 4;
  public static final int UDP_ENCAP_GTP1U = 5;

  public static final int UDP_CORK = 1;
  public static final int UDP_ENCAP = 100;
  public static final int UDP_NO_CHECK6_TX = 101;
  public static final int UDP_NO_CHECK6_RX = 102;
  public static final int UDP_SEGMENT = 103;
  public static final int UDP_GRO = 104;

  // UDP-Lite, udplite(7): no header of user space has these.
  @Since("2.6.20")
  public static final int SOL_UDPLITE = 136;

  @Since("2.6.20")
  public static final int UDPLITE_SEND_CSCOV = 10;

  @Since("2.6.20")
  public static final int UDPLITE_RECV_CSCOV = 11;

  private NetinetUdp() {}
}
