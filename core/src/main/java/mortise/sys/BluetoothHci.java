package mortise.sys;

import mortise.sys.struct.Header;

/** {@code bluetooth/hci.h} of BlueZ: the controllers of Bluetooth. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/hci.h"},
    optional = true)
public final class BluetoothHci {
  public static final int HCI_DATA_DIR = 1;
  public static final int HCI_FILTER = 2;
  public static final int HCI_TIME_STAMP = 3;

  public static final int HCI_DEV_NONE = 0xffff;

  public static final int HCI_CHANNEL_RAW = 0;
  public static final int HCI_CHANNEL_USER = 1;
  public static final int HCI_CHANNEL_MONITOR = 2;
  public static final int HCI_CHANNEL_CONTROL = 3;
  public static final int HCI_CHANNEL_LOGGING = 4;

  public static final int HCI_CMSG_DIR = 0x1;
  public static final int HCI_CMSG_TSTAMP = 0x2;

  public static final int HCI_COMMAND_PKT = 0x1;
  public static final int HCI_ACLDATA_PKT = 0x2;
  public static final int HCI_SCODATA_PKT = 0x3;
  public static final int HCI_EVENT_PKT = 0x4;
  public static final int HCI_ISODATA_PKT = 0x5;
  public static final int HCI_VENDOR_PKT = 0xff;

  private BluetoothHci() {}
}
