package mortise.net;

import mortise.sys.LinuxCan;
import mortise.sys.LinuxCanJ1939;

/** The numbers of SAE J1939 on a CAN bus, which go with {@link Can} and {@link RawAncillary}. */
public final class J1939 {
  /** The level of J1939's options and ancillary data (SOL_CAN_J1939). */
  public static final int LEVEL = LinuxCan.SOL_CAN_BASE + LinuxCan.CAN_J1939;

  /** The highest address that a device can have. */
  public static final int MAX_UNICAST_ADDR = LinuxCanJ1939.J1939_MAX_UNICAST_ADDR;

  /** The address of a device that has none yet. */
  public static final int IDLE_ADDR = LinuxCanJ1939.J1939_IDLE_ADDR;

  /** No address; to send to: all. */
  public static final int NO_ADDR = LinuxCanJ1939.J1939_NO_ADDR;

  /** No name. */
  public static final int NO_NAME = LinuxCanJ1939.J1939_NO_NAME;

  /** The group that asks for another group. */
  public static final int PGN_REQUEST = LinuxCanJ1939.J1939_PGN_REQUEST;

  /** The group by which a device claims an address. */
  public static final int PGN_ADDRESS_CLAIMED = LinuxCanJ1939.J1939_PGN_ADDRESS_CLAIMED;

  /** The group that gives an address to a device. */
  public static final int PGN_ADDRESS_COMMANDED = LinuxCanJ1939.J1939_PGN_ADDRESS_COMMANDED;

  /** The last group that has a destination. */
  public static final int PGN_PDU1_MAX = LinuxCanJ1939.J1939_PGN_PDU1_MAX;

  /** The last group. */
  public static final int PGN_MAX = LinuxCanJ1939.J1939_PGN_MAX;

  /** No group. */
  public static final int NO_PGN = LinuxCanJ1939.J1939_NO_PGN;

  /** How many filters {@link CanOption#SO_J1939_FILTER} takes. */
  public static final int FILTER_MAX = LinuxCanJ1939.J1939_FILTER_MAX;

  /** An attribute of the error queue: padding. */
  public static final int NLA_PAD = LinuxCanJ1939.J1939_NLA_PAD;

  /** An attribute of the error queue: how many bytes the receiver has. */
  public static final int NLA_BYTES_ACKED = LinuxCanJ1939.J1939_NLA_BYTES_ACKED;

  /** The error queue: no error. */
  public static final int EE_INFO_NONE = LinuxCanJ1939.J1939_EE_INFO_NONE;

  /** The error queue: sending was ended. */
  public static final int EE_INFO_TX_ABORT = LinuxCanJ1939.J1939_EE_INFO_TX_ABORT;

  /** Ancillary data: the address that a message was for, a byte. */
  public static final int SCM_DEST_ADDR = LinuxCanJ1939.SCM_J1939_DEST_ADDR;

  /** Ancillary data: the name that a message was for, 64 bits. */
  public static final int SCM_DEST_NAME = LinuxCanJ1939.SCM_J1939_DEST_NAME;

  /** Ancillary data: a message's priority, a byte. */
  public static final int SCM_PRIO = LinuxCanJ1939.SCM_J1939_PRIO;

  /** Ancillary data: how sending went, attributes. */
  public static final int SCM_ERRQUEUE = LinuxCanJ1939.SCM_J1939_ERRQUEUE;

  private J1939() {}
}
