package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/packet_diag.h}: sock_diag(7) of packet sockets. */
@Header("linux/packet_diag.h")
public final class LinuxPacketDiag {
  public static final int PACKET_SHOW_INFO = 0x1;
  public static final int PACKET_SHOW_MCLIST = 0x2;
  public static final int PACKET_SHOW_RING_CFG = 0x4;
  public static final int PACKET_SHOW_FANOUT = 0x8;
  public static final int PACKET_SHOW_MEMINFO = 0x10;
  public static final int PACKET_SHOW_FILTER = 0x20;

  public static final int PACKET_DIAG_INFO = 0;
  public static final int PACKET_DIAG_MCLIST = 1;
  public static final int PACKET_DIAG_RX_RING = 2;
  public static final int PACKET_DIAG_TX_RING = 3;
  public static final int PACKET_DIAG_FANOUT = 4;
  public static final int PACKET_DIAG_UID = 5;
  public static final int PACKET_DIAG_MEMINFO = 6;
  public static final int PACKET_DIAG_FILTER = 7;

  private LinuxPacketDiag() {}
}
