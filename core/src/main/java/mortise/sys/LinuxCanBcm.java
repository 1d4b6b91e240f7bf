package mortise.sys;

import mortise.sys.struct.Header;

/**
 * {@code linux/can/bcm.h}: the broadcast manager of a CAN bus.
 *
 * <p>Python puts {@code CAN_BCM_} before the names.
 */
@Header({"sys/time.h", "linux/can/bcm.h"})
public final class LinuxCanBcm {
  public static final int TX_SETUP = 1;
  public static final int TX_DELETE = 2;
  public static final int TX_READ = 3;
  public static final int TX_SEND = 4;
  public static final int RX_SETUP = 5;
  public static final int RX_DELETE = 6;
  public static final int RX_READ = 7;
  public static final int TX_STATUS = 8;
  public static final int TX_EXPIRED = 9;
  public static final int RX_STATUS = 10;
  public static final int RX_TIMEOUT = 11;
  public static final int RX_CHANGED = 12;

  public static final int SETTIMER = 0x1;
  public static final int STARTTIMER = 0x2;
  public static final int TX_COUNTEVT = 0x4;
  public static final int TX_ANNOUNCE = 0x8;
  public static final int TX_CP_CAN_ID = 0x10;
  public static final int RX_FILTER_ID = 0x20;
  public static final int RX_CHECK_DLC = 0x40;
  public static final int RX_NO_AUTOTIMER = 0x80;
  public static final int RX_ANNOUNCE_RESUME = 0x100;
  public static final int TX_RESET_MULTI_IDX = 0x200;
  public static final int RX_RTR_FRAME = 0x400;
  public static final int CAN_FD_FRAME = 0x800;

  private LinuxCanBcm() {}
}
