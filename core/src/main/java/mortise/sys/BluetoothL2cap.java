package mortise.sys;

import mortise.sys.struct.Header;

/** {@code bluetooth/l2cap.h} of BlueZ: the packets of Bluetooth. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/l2cap.h"},
    optional = true)
public final class BluetoothL2cap {
  public static final int L2CAP_DEFAULT_MTU = 672;
  public static final int L2CAP_DEFAULT_FLUSH_TO = 0xffff;
  public static final int L2CAP_OPTIONS = 0x1;
  public static final int L2CAP_CONNINFO = 0x2;

  public static final int L2CAP_LM = 0x3;
  public static final int L2CAP_LM_MASTER = 0x1;
  public static final int L2CAP_LM_AUTH = 0x2;
  public static final int L2CAP_LM_ENCRYPT = 0x4;
  public static final int L2CAP_LM_TRUSTED = 0x8;
  public static final int L2CAP_LM_RELIABLE = 0x10;
  public static final int L2CAP_LM_SECURE = 0x20;

  public static final int L2CAP_MODE_BASIC = 0x0;
  public static final int L2CAP_MODE_RETRANS = 0x1;
  public static final int L2CAP_MODE_FLOWCTL = 0x2;
  public static final int L2CAP_MODE_ERTM = 0x3;
  public static final int L2CAP_MODE_STREAMING = 0x4;

  private BluetoothL2cap() {}
}
