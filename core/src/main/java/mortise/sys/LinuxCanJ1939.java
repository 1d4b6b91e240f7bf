package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/can/j1939.h}: SAE J1939 on a CAN bus. */
@Header("linux/can/j1939.h")
public final class LinuxCanJ1939 {
  public static final int J1939_MAX_UNICAST_ADDR = 0xfd;
  public static final int J1939_IDLE_ADDR = 0xfe;
  public static final int J1939_NO_ADDR = 0xff;
  public static final int J1939_NO_NAME = 0;
  public static final int J1939_PGN_REQUEST = 0xea00;
  public static final int J1939_PGN_ADDRESS_CLAIMED = 0xee00;
  public static final int J1939_PGN_ADDRESS_COMMANDED = 0xfed8;
  public static final int J1939_PGN_PDU1_MAX = 0x3ff00;
  public static final int J1939_PGN_MAX = 0x3ffff;
  public static final int J1939_NO_PGN = 0x40000;

  public static final int J1939_FILTER_MAX = 512;

  public static final int SO_J1939_FILTER = 1;
  public static final int SO_J1939_PROMISC = 2;
  public static final int SO_J1939_SEND_PRIO = 3;
  public static final int SO_J1939_ERRQUEUE = 4;

  public static final int SCM_J1939_DEST_ADDR = 1;
  public static final int SCM_J1939_DEST_NAME = 2;
  public static final int SCM_J1939_PRIO = 3;
  public static final int SCM_J1939_ERRQUEUE = 4;

  public static final int J1939_NLA_PAD = 0;
  public static final int J1939_NLA_BYTES_ACKED = 1;
  public static final int J1939_NLA_TOTAL_SIZE = 2;
  public static final int J1939_NLA_PGN = 3;
  public static final int J1939_NLA_SRC_NAME = 4;
  public static final int J1939_NLA_DEST_NAME = 5;
  public static final int J1939_NLA_SRC_ADDR = 6;
  public static final int J1939_NLA_DEST_ADDR = 7;

  public static final int J1939_EE_INFO_NONE = 0;
  public static final int J1939_EE_INFO_TX_ABORT = 1;
  public static final int J1939_EE_INFO_RX_RTS = 2;
  public static final int J1939_EE_INFO_RX_DPO = 3;
  public static final int J1939_EE_INFO_RX_ABORT = 4;

  private LinuxCanJ1939() {}
}
