package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/if_packet.h}: packet sockets, packet(7). */
@Header("linux/if_packet.h")
public final class LinuxIfPacket {
  public static final int PACKET_HOST = 0;
  public static final int PACKET_BROADCAST = 1;
  public static final int PACKET_MULTICAST = 2;
  public static final int PACKET_OTHERHOST = 3;
  public static final int PACKET_OUTGOING = 4;
  public static final int PACKET_LOOPBACK = 5;
  public static final int PACKET_USER = 6;
  public static final int PACKET_KERNEL = 7;

  public static final int PACKET_FASTROUTE = 6;

  public static final int PACKET_MR_MULTICAST = 0;
  public static final int PACKET_MR_PROMISC = 1;
  public static final int PACKET_MR_ALLMULTI = 2;
  public static final int PACKET_MR_UNICAST = 3;

  public static final int PACKET_FANOUT_HASH = 0;
  public static final int PACKET_FANOUT_LB = 1;
  public static final int PACKET_FANOUT_CPU = 2;
  public static final int PACKET_FANOUT_ROLLOVER = 3;
  public static final int PACKET_FANOUT_RND = 4;
  public static final int PACKET_FANOUT_QM = 5;
  public static final int PACKET_FANOUT_CBPF = 6;
  public static final int PACKET_FANOUT_EBPF = 7;
  public static final int PACKET_FANOUT_FLAG_ROLLOVER = 0x1000;
  public static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
  public static final int PACKET_FANOUT_FLAG_DEFRAG = 0x8000;

  @Since("6.2")
  public static final int PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000;

  public static final int PACKET_ADD_MEMBERSHIP = 1;
  public static final int PACKET_DROP_MEMBERSHIP = 2;
  public static final int PACKET_RECV_OUTPUT = 3;

  public static final int PACKET_RX_RING = 5;
  public static final int PACKET_STATISTICS = 6;
  public static final int PACKET_COPY_THRESH = 7;
  public static final int PACKET_AUXDATA = 8;
  public static final int PACKET_ORIGDEV = 9;
  public static final int PACKET_VERSION = 10;
  public static final int PACKET_HDRLEN = 11;
  public static final int PACKET_RESERVE = 12;
  public static final int PACKET_TX_RING = 13;
  public static final int PACKET_LOSS = 14;
  public static final int PACKET_VNET_HDR = 15;
  public static final int PACKET_TX_TIMESTAMP = 16;
  public static final int PACKET_TIMESTAMP = 17;
  public static final int PACKET_FANOUT = 18;
  public static final int PACKET_TX_HAS_OFF = 19;
  public static final int PACKET_QDISC_BYPASS = 20;
  public static final int PACKET_ROLLOVER_STATS = 21;
  public static final int PACKET_FANOUT_DATA = 22;
  public static final int PACKET_IGNORE_OUTGOING = 23;

  @Since("6.5")
  public static final int PACKET_VNET_HDR_SZ = 24;

  public static final int TPACKET_V1 = 0;
  public static final int TPACKET_V2 = 1;
  public static final int TPACKET_V3 = 2;

  public static final int TP_STATUS_KERNEL = 0x0;
  public static final int TP_STATUS_USER = 0x1;
  public static final int TP_STATUS_COPY = 0x2;
  public static final int TP_STATUS_LOSING = 0x4;
  public static final int TP_STATUS_CSUMNOTREADY = 0x8;
  public static final int TP_STATUS_VLAN_VALID = 0x10;
  public static final int TP_STATUS_BLK_TMO = 0x20;
  public static final int TP_STATUS_VLAN_TPID_VALID = 0x40;
  public static final int TP_STATUS_CSUM_VALID = 0x80;

  public static final int TP_STATUS_AVAILABLE = 0x0;
  public static final int TP_STATUS_SEND_REQUEST = 0x1;
  public static final int TP_STATUS_SENDING = 0x2;
  public static final int TP_STATUS_WRONG_FORMAT = 0x4;

  public static final int TP_STATUS_TS_SOFTWARE = 0x20000000;
  public static final int TP_STATUS_TS_SYS_HARDWARE = 0x40000000;
  public static final int TP_STATUS_TS_RAW_HARDWARE = 0x80000000;

  public static final int TP_FT_REQ_FILL_RXHASH = 0x1;

  private LinuxIfPacket() {}
}
