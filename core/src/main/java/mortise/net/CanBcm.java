package mortise.net;

import mortise.sys.LinuxCanBcm;

/**
 * The messages between a program and {@link Protocol#CAN_BCM}: the operations and flags in the head
 * of each message, {@code struct bcm_msg_head}. Python has {@code CAN_BCM_} before the names.
 */
public final class CanBcm {
  /** Sends a message in cycles. */
  public static final int TX_SETUP = LinuxCanBcm.TX_SETUP;

  /** Ends what TX_SETUP began. */
  public static final int TX_DELETE = LinuxCanBcm.TX_DELETE;

  /** Asks for what TX_SETUP has set. */
  public static final int TX_READ = LinuxCanBcm.TX_READ;

  /** Sends one frame. */
  public static final int TX_SEND = LinuxCanBcm.TX_SEND;

  /** Receives by a filter of content. */
  public static final int RX_SETUP = LinuxCanBcm.RX_SETUP;

  /** Ends what RX_SETUP began. */
  public static final int RX_DELETE = LinuxCanBcm.RX_DELETE;

  /** Asks for what RX_SETUP has set. */
  public static final int RX_READ = LinuxCanBcm.RX_READ;

  /** The answer to TX_READ. */
  public static final int TX_STATUS = LinuxCanBcm.TX_STATUS;

  /** A counter of cycles has come to 0. */
  public static final int TX_EXPIRED = LinuxCanBcm.TX_EXPIRED;

  /** The answer to RX_READ. */
  public static final int RX_STATUS = LinuxCanBcm.RX_STATUS;

  /** A cyclic message did not come. */
  public static final int RX_TIMEOUT = LinuxCanBcm.RX_TIMEOUT;

  /** A message came with other content, or for the first time. */
  public static final int RX_CHANGED = LinuxCanBcm.RX_CHANGED;

  /** A flag: the intervals and the counter count. */
  public static final int SETTIMER = LinuxCanBcm.SETTIMER;

  /** A flag: begins the cycle now. */
  public static final int STARTTIMER = LinuxCanBcm.STARTTIMER;

  /** A flag: sends a message when the counter is at 0. */
  public static final int TX_COUNTEVT = LinuxCanBcm.TX_COUNTEVT;

  /** A flag: sends new content at once. */
  public static final int TX_ANNOUNCE = LinuxCanBcm.TX_ANNOUNCE;

  /** A flag: copies the identifier into each frame. */
  public static final int TX_CP_CAN_ID = LinuxCanBcm.TX_CP_CAN_ID;

  /** A flag: filters by the identifier alone. */
  public static final int RX_FILTER_ID = LinuxCanBcm.RX_FILTER_ID;

  /** A flag: a change of length is a change. */
  public static final int RX_CHECK_DLC = LinuxCanBcm.RX_CHECK_DLC;

  /** A flag: does not begin to watch the time by itself. */
  public static final int RX_NO_AUTOTIMER = LinuxCanBcm.RX_NO_AUTOTIMER;

  /** A flag: sends a message when a frame arrives again after a timeout. */
  public static final int RX_ANNOUNCE_RESUME = LinuxCanBcm.RX_ANNOUNCE_RESUME;

  /** A flag: begins with the first frame again. */
  public static final int TX_RESET_MULTI_IDX = LinuxCanBcm.TX_RESET_MULTI_IDX;

  /** A flag: sends the frame that is given as the answer to a request. */
  public static final int RX_RTR_FRAME = LinuxCanBcm.RX_RTR_FRAME;

  /** A flag: the frames are of CAN FD. */
  public static final int CAN_FD_FRAME = LinuxCanBcm.CAN_FD_FRAME;

  private CanBcm() {}
}
