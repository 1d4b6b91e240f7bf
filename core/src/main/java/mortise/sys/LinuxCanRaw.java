package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/can/raw.h}: the frames of a CAN bus as they are. */
@Header("linux/can/raw.h")
public final class LinuxCanRaw {
  public static final int SOL_CAN_RAW = 101;

  public static final int CAN_RAW_FILTER = 1;
  public static final int CAN_RAW_ERR_FILTER = 2;
  public static final int CAN_RAW_LOOPBACK = 3;
  public static final int CAN_RAW_RECV_OWN_MSGS = 4;
  public static final int CAN_RAW_FD_FRAMES = 5;
  public static final int CAN_RAW_JOIN_FILTERS = 6;
  public static final int CAN_RAW_XL_FRAMES = 7;

  @Since("6.9")
  public static final int CAN_RAW_XL_VCID_OPTS = 8;

  private LinuxCanRaw() {}
}
