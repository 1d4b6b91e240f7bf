package mortise.sys;

import mortise.sys.struct.Header;

/** {@code bluetooth/sco.h} of BlueZ: audio over Bluetooth. */
@Header(
    value = {"bluetooth/bluetooth.h", "bluetooth/sco.h"},
    optional = true)
public final class BluetoothSco {
  public static final int SCO_DEFAULT_MTU = 500;
  public static final int SCO_OPTIONS = 0x1;
  public static final int SCO_CONNINFO = 0x2;

  private BluetoothSco() {}
}
