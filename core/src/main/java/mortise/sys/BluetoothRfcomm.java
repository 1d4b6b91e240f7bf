package mortise.sys;

import mortise.sys.struct.Header;

/** {@code bluetooth/rfcomm.h} of BlueZ: serial lines over Bluetooth. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/rfcomm.h"},
    optional = true)
public final class BluetoothRfcomm {
  public static final int RFCOMM_DEFAULT_MTU = 127;
  public static final int RFCOMM_PSM = 3;
  public static final int RFCOMM_CONNINFO = 0x2;

  public static final int RFCOMM_LM = 0x3;
  public static final int RFCOMM_LM_MASTER = 0x1;
  public static final int RFCOMM_LM_AUTH = 0x2;
  public static final int RFCOMM_LM_ENCRYPT = 0x4;
  public static final int RFCOMM_LM_TRUSTED = 0x8;
  public static final int RFCOMM_LM_RELIABLE = 0x10;
  public static final int RFCOMM_LM_SECURE = 0x20;

  private BluetoothRfcomm() {}
}
