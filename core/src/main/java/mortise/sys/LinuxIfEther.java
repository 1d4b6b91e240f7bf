package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/if_ether.h}: the protocols that a packet socket can ask for. */
@Header("linux/if_ether.h")
public final class LinuxIfEther {
  public static final int ETH_ALEN = 6;
  public static final int ETH_TLEN = 2;
  public static final int ETH_HLEN = 14;
  public static final int ETH_ZLEN = 60;
  public static final int ETH_DATA_LEN = 1500;
  public static final int ETH_FRAME_LEN = 1514;
  public static final int ETH_FCS_LEN = 4;

  public static final int ETH_MIN_MTU = 68;
  public static final int ETH_MAX_MTU = 0xffff;

  public static final int ETH_P_LOOP = 0x60;
  public static final int ETH_P_PUP = 0x200;
  public static final int ETH_P_PUPAT = 0x201;
  public static final int ETH_P_TSN = 0x22f0;
  public static final int ETH_P_ERSPAN2 = 0x22eb;
  public static final int ETH_P_IP = 0x800;
  public static final int ETH_P_X25 = 0x805;
  public static final int ETH_P_ARP = 0x806;
  public static final int ETH_P_BPQ = 0x8ff;
  public static final int ETH_P_IEEEPUP = 0xa00;
  public static final int ETH_P_IEEEPUPAT = 0xa01;
  public static final int ETH_P_BATMAN = 0x4305;
  public static final int ETH_P_DEC = 0x6000;
  public static final int ETH_P_DNA_DL = 0x6001;
  public static final int ETH_P_DNA_RC = 0x6002;
  public static final int ETH_P_DNA_RT = 0x6003;
  public static final int ETH_P_LAT = 0x6004;
  public static final int ETH_P_DIAG = 0x6005;
  public static final int ETH_P_CUST = 0x6006;
  public static final int ETH_P_SCA = 0x6007;
  public static final int ETH_P_TEB = 0x6558;
  public static final int ETH_P_RARP = 0x8035;
  public static final int ETH_P_ATALK = 0x809b;
  public static final int ETH_P_AARP = 0x80f3;
  public static final int ETH_P_8021Q = 0x8100;
  public static final int ETH_P_ERSPAN = 0x88be;
  public static final int ETH_P_IPX = 0x8137;
  public static final int ETH_P_IPV6 = 0x86dd;
  public static final int ETH_P_PAUSE = 0x8808;
  public static final int ETH_P_SLOW = 0x8809;
  public static final int ETH_P_WCCP = 0x883e;

  public static final int ETH_P_MPLS_UC = 0x8847;
  public static final int ETH_P_MPLS_MC = 0x8848;
  public static final int ETH_P_ATMMPOA = 0x884c;
  public static final int ETH_P_PPP_DISC = 0x8863;
  public static final int ETH_P_PPP_SES = 0x8864;
  public static final int ETH_P_LINK_CTL = 0x886c;
  public static final int ETH_P_ATMFATE = 0x8884;

  public static final int ETH_P_PAE = 0x888e;
  public static final int ETH_P_PROFINET = 0x8892;
  public static final int ETH_P_REALTEK = 0x8899;
  public static final int ETH_P_AOE = 0x88a2;
  public static final int ETH_P_ETHERCAT = 0x88a4;
  public static final int ETH_P_8021AD = 0x88a8;
  public static final int ETH_P_802_EX1 = 0x88b5;
  public static final int ETH_P_PREAUTH = 0x88c7;
  public static final int ETH_P_TIPC = 0x88ca;
  public static final int ETH_P_LLDP = 0x88cc;
  public static final int ETH_P_MRP = 0x88e3;
  public static final int ETH_P_MACSEC = 0x88e5;
  public static final int ETH_P_8021AH = 0x88e7;
  public static final int ETH_P_MVRP = 0x88f5;
  public static final int ETH_P_1588 = 0x88f7;
  public static final int ETH_P_NCSI = 0x88f8;
  public static final int ETH_P_PRP = 0x88fb;
  public static final int ETH_P_CFM = 0x8902;
  public static final int ETH_P_FCOE = 0x8906;
  public static final int ETH_P_IBOE = 0x8915;
  public static final int ETH_P_TDLS = 0x890d;
  public static final int ETH_P_FIP = 0x8914;
  public static final int ETH_P_80221 = 0x8917;
  public static final int ETH_P_HSR = 0x892f;
  public static final int ETH_P_NSH = 0x894f;
  public static final int ETH_P_LOOPBACK = 0x9000;
  public static final int ETH_P_QINQ1 = 0x9100;
  public static final int ETH_P_QINQ2 = 0x9200;
  public static final int ETH_P_QINQ3 = 0x9300;
  public static final int ETH_P_EDSA = 0xdada;
  public static final int ETH_P_DSA_8021Q = 0xdadb;
  public static final int ETH_P_DSA_A5PSW = 0xe001;
  public static final int ETH_P_IFE = 0xed3e;
  public static final int ETH_P_AF_IUCV = 0xfbfb;

  public static final int ETH_P_802_3_MIN = 0x600;

  public static final int ETH_P_802_3 = 0x1;
  public static final int ETH_P_AX25 = 0x2;
  public static final int ETH_P_ALL = 0x3;
  public static final int ETH_P_802_2 = 0x4;
  public static final int ETH_P_SNAP = 0x5;
  public static final int ETH_P_DDCMP = 0x6;
  public static final int ETH_P_WAN_PPP = 0x7;
  public static final int ETH_P_PPP_MP = 0x8;
  public static final int ETH_P_LOCALTALK = 0x9;
  public static final int ETH_P_CAN = 0xc;
  public static final int ETH_P_CANFD = 0xd;
  public static final int ETH_P_CANXL = 0xe;
  public static final int ETH_P_PPPTALK = 0x10;
  public static final int ETH_P_TR_802_2 = 0x11;
  public static final int ETH_P_MOBITEX = 0x15;
  public static final int ETH_P_CONTROL = 0x16;
  public static final int ETH_P_IRDA = 0x17;
  public static final int ETH_P_ECONET = 0x18;
  public static final int ETH_P_HDLC = 0x19;
  public static final int ETH_P_ARCNET = 0x1a;
  public static final int ETH_P_DSA = 0x1b;
  public static final int ETH_P_TRAILER = 0x1c;
  public static final int ETH_P_PHONET = 0xf5;
  public static final int ETH_P_IEEE802154 = 0xf6;
  public static final int ETH_P_CAIF = 0xf7;
  public static final int ETH_P_XDSA = 0xf8;
  public static final int ETH_P_MAP = 0xf9;

  public static final int ETH_P_MCTP = 0xfa;

  private LinuxIfEther() {}
}
