package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/can.h}: sockets on a CAN bus. */
@Header("linux/can.h")
public final class LinuxCan {
  public static final int CAN_EFF_FLAG = 0x80000000;
  public static final int CAN_RTR_FLAG = 0x40000000;
  public static final int CAN_ERR_FLAG = 0x20000000;

  public static final int CAN_SFF_MASK = 0x7ff;
  public static final int CAN_EFF_MASK = 0x1fffffff;
  public static final int CAN_ERR_MASK = 0x1fffffff;

  public static final int CAN_SFF_ID_BITS = 11;
  public static final int CAN_EFF_ID_BITS = 29;

  public static final int CAN_RAW = 1;
  public static final int CAN_BCM = 2;
  public static final int CAN_TP16 = 3;
  public static final int CAN_TP20 = 4;
  public static final int CAN_MCNET = 5;
  public static final int CAN_ISOTP = 6;
  public static final int CAN_J1939 = 7;

  public static final int SOL_CAN_BASE = 100;

  public static final int CAN_MAX_DLC = 8;
  public static final int CAN_MAX_RAW_DLC = 15;
  public static final int CAN_MAX_DLEN = 8;

  public static final int CANFD_MAX_DLC = 15;
  public static final int CANFD_MAX_DLEN = 64;

  public static final int CANFD_BRS = 0x1;
  public static final int CANFD_ESI = 0x2;
  public static final int CANFD_FDF = 0x4;

  public static final int CAN_MTU = 16;
  public static final int CANFD_MTU = 72;
  public static final int CAN_INV_FILTER = 0x20000000;
  public static final int CAN_RAW_FILTER_MAX = 512;

  private LinuxCan() {}
}
