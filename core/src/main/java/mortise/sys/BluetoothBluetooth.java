package mortise.sys;

import mortise.sys.struct.Header;

/** {@code bluetooth/bluetooth.h} of BlueZ: sockets over Bluetooth. */
@Header(value = "bluetooth/bluetooth.h", optional = true)
public final class BluetoothBluetooth {
  public static final int BTPROTO_L2CAP = 0;
  public static final int BTPROTO_HCI = 1;
  public static final int BTPROTO_SCO = 2;
  public static final int BTPROTO_RFCOMM = 3;
  public static final int BTPROTO_BNEP = 4;
  public static final int BTPROTO_CMTP = 5;
  public static final int BTPROTO_HIDP = 6;
  public static final int BTPROTO_AVDTP = 7;
  public static final int BTPROTO_ISO = 8;

  public static final int SOL_HCI = 0;
  public static final int SOL_L2CAP = 6;
  public static final int SOL_SCO = 17;
  public static final int SOL_RFCOMM = 18;

  public static final int SOL_BLUETOOTH = 274;

  public static final int BT_SECURITY = 4;
  public static final int BT_SECURITY_SDP = 0;
  public static final int BT_SECURITY_LOW = 1;
  public static final int BT_SECURITY_MEDIUM = 2;
  public static final int BT_SECURITY_HIGH = 3;
  public static final int BT_SECURITY_FIPS = 4;

  public static final int BT_DEFER_SETUP = 7;
  public static final int BT_FLUSHABLE = 8;
  public static final int BT_FLUSHABLE_OFF = 0;
  public static final int BT_FLUSHABLE_ON = 1;

  public static final int BT_POWER = 9;
  public static final int BT_POWER_FORCE_ACTIVE_OFF = 0;
  public static final int BT_POWER_FORCE_ACTIVE_ON = 1;

  public static final int BT_CHANNEL_POLICY = 10;
  public static final int BT_CHANNEL_POLICY_BREDR_ONLY = 0;
  public static final int BT_CHANNEL_POLICY_BREDR_PREFERRED = 1;
  public static final int BT_CHANNEL_POLICY_AMP_PREFERRED = 2;
  public static final int BT_VOICE = 11;
  public static final int BT_SNDMTU = 12;
  public static final int BT_RCVMTU = 13;
  public static final int BT_VOICE_TRANSPARENT = 0x3;
  public static final int BT_VOICE_CVSD_16BIT = 0x60;
  public static final int BT_PHY = 14;

  public static final int BT_PHY_BR_1M_1SLOT = 0x1;
  public static final int BT_PHY_BR_1M_3SLOT = 0x2;
  public static final int BT_PHY_BR_1M_5SLOT = 0x4;
  public static final int BT_PHY_EDR_2M_1SLOT = 0x8;
  public static final int BT_PHY_EDR_2M_3SLOT = 0x10;
  public static final int BT_PHY_EDR_2M_5SLOT = 0x20;
  public static final int BT_PHY_EDR_3M_1SLOT = 0x40;
  public static final int BT_PHY_EDR_3M_3SLOT = 0x80;
  public static final int BT_PHY_EDR_3M_5SLOT = 0x100;
  public static final int BT_PHY_LE_1M_TX = 0x200;
  public static final int BT_PHY_LE_1M_RX = 0x400;
  public static final int BT_PHY_LE_2M_TX = 0x800;
  public static final int BT_PHY_LE_2M_RX = 0x1000;
  public static final int BT_PHY_LE_CODED_TX = 0x2000;
  public static final int BT_PHY_LE_CODED_RX = 0x4000;

  public static final int BT_MODE = 15;

  public static final int BT_MODE_BASIC = 0x0;
  public static final int BT_MODE_ERTM = 0x1;
  public static final int BT_MODE_STREAMING = 0x2;
  public static final int BT_MODE_LE_FLOWCTL = 0x3;
  public static final int BT_MODE_EXT_FLOWCTL = 0x4;

  public static final int BT_PKT_STATUS = 16;
  public static final int BT_SCM_PKT_STATUS = 0x3;
  public static final int BT_ISO_QOS = 17;
  public static final int BT_CODEC = 19;

  public static final int BT_CONNECTED = 1;
  public static final int BT_OPEN = 2;
  public static final int BT_BOUND = 3;
  public static final int BT_LISTEN = 4;
  public static final int BT_CONNECT = 5;
  public static final int BT_CONNECT2 = 6;
  public static final int BT_CONFIG = 7;
  public static final int BT_DISCONN = 8;
  public static final int BT_CLOSED = 9;

  public static final int BT_ISO_BASE = 20;

  @Since("6.14")
  public static final int BT_VOICE_TRANSPARENT_16BIT = 0x63;

  public static final int BDADDR_BREDR = 0x0;
  public static final int BDADDR_LE_PUBLIC = 0x1;
  public static final int BDADDR_LE_RANDOM = 0x2;

  private BluetoothBluetooth() {}
}
