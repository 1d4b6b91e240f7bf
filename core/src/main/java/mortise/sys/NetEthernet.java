package mortise.sys;

import mortise.sys.struct.Header;

/** {@code net/ethernet.h}: the protocols that a frame carries, and its sizes. */
@Header("net/ethernet.h")
public final class NetEthernet {
  public static final int ETHERTYPE_PUP = 0x200;
  public static final int ETHERTYPE_SPRITE = 0x500;
  public static final int ETHERTYPE_IP = 0x800;
  public static final int ETHERTYPE_ARP = 0x806;
  public static final int ETHERTYPE_REVARP = 0x8035;
  public static final int ETHERTYPE_AT = 0x809b;
  public static final int ETHERTYPE_AARP = 0x80f3;
  public static final int ETHERTYPE_VLAN = 0x8100;
  public static final int ETHERTYPE_IPX = 0x8137;
  public static final int ETHERTYPE_IPV6 = 0x86dd;
  public static final int ETHERTYPE_LOOPBACK = 0x9000;

  public static final int ETHERTYPE_TRAIL = 0x1000;
  public static final int ETHERTYPE_NTRAILER = 16;

  public static final int ETHER_ADDR_LEN = 6;
  public static final int ETHER_TYPE_LEN = 2;
  public static final int ETHER_HDR_LEN = 14;
  public static final int ETHER_MIN_LEN = 64;
  public static final int ETHER_MAX_LEN = 1518;

  private NetEthernet() {}
}
