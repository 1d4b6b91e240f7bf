package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/can/isotp.h}: messages longer than a frame, ISO 15765-2. */
@Header("linux/can/isotp.h")
public final class LinuxCanIsotp {
  public static final int SOL_CAN_ISOTP = 106;

  public static final int CAN_ISOTP_OPTS = 1;
  public static final int CAN_ISOTP_RECV_FC = 2;
  public static final int CAN_ISOTP_TX_STMIN = 3;
  public static final int CAN_ISOTP_RX_STMIN = 4;
  public static final int CAN_ISOTP_LL_OPTS = 5;

  public static final int CAN_ISOTP_LISTEN_MODE = 0x1;
  public static final int CAN_ISOTP_EXTEND_ADDR = 0x2;
  public static final int CAN_ISOTP_TX_PADDING = 0x4;
  public static final int CAN_ISOTP_RX_PADDING = 0x8;
  public static final int CAN_ISOTP_CHK_PAD_LEN = 0x10;
  public static final int CAN_ISOTP_CHK_PAD_DATA = 0x20;
  public static final int CAN_ISOTP_HALF_DUPLEX = 0x40;
  public static final int CAN_ISOTP_FORCE_TXSTMIN = 0x80;
  public static final int CAN_ISOTP_FORCE_RXSTMIN = 0x100;
  public static final int CAN_ISOTP_RX_EXT_ADDR = 0x200;
  public static final int CAN_ISOTP_WAIT_TX_DONE = 0x400;
  public static final int CAN_ISOTP_SF_BROADCAST = 0x800;
  public static final int CAN_ISOTP_CF_BROADCAST = 0x1000;

  public static final int CAN_ISOTP_DEFAULT_FLAGS = 0;
  public static final int CAN_ISOTP_DEFAULT_EXT_ADDRESS = 0x0;
  public static final int CAN_ISOTP_DEFAULT_PAD_CONTENT = 0xcc;
  public static final int CAN_ISOTP_DEFAULT_FRAME_TXTIME = 50000;
  public static final int CAN_ISOTP_DEFAULT_RECV_BS = 0;
  public static final int CAN_ISOTP_DEFAULT_RECV_STMIN = 0x0;
  public static final int CAN_ISOTP_DEFAULT_RECV_WFTMAX = 0;

  public static final int CAN_ISOTP_DEFAULT_LL_MTU = 16;
  public static final int CAN_ISOTP_DEFAULT_LL_TX_DL = 8;
  public static final int CAN_ISOTP_DEFAULT_LL_TX_FLAGS = 0;

  public static final int CAN_ISOTP_FRAME_TXTIME_ZERO = 0xffffffff;

  private LinuxCanIsotp() {}
}
