package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/qrtr.h}: the Qualcomm IPC router. */
@Header("linux/qrtr.h")
public final class LinuxQrtr {
  public static final int QRTR_NODE_BCAST = 0xffffffff;
  public static final int QRTR_PORT_CTRL = 0xfffffffe;

  public static final int QRTR_TYPE_DATA = 1;
  public static final int QRTR_TYPE_HELLO = 2;
  public static final int QRTR_TYPE_BYE = 3;
  public static final int QRTR_TYPE_NEW_SERVER = 4;
  public static final int QRTR_TYPE_DEL_SERVER = 5;
  public static final int QRTR_TYPE_DEL_CLIENT = 6;
  public static final int QRTR_TYPE_RESUME_TX = 7;
  public static final int QRTR_TYPE_EXIT = 8;
  public static final int QRTR_TYPE_PING = 9;
  public static final int QRTR_TYPE_NEW_LOOKUP = 10;
  public static final int QRTR_TYPE_DEL_LOOKUP = 11;

  private LinuxQrtr() {}
}
