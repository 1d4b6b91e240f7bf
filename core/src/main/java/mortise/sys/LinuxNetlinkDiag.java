package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/netlink_diag.h}: sock_diag(7) of netlink sockets. */
@Header("linux/netlink_diag.h")
public final class LinuxNetlinkDiag {
  public static final int NDIAG_SHOW_MEMINFO = 0x1;
  public static final int NDIAG_SHOW_GROUPS = 0x2;
  public static final int NDIAG_SHOW_FLAGS = 0x8;

  public static final int NETLINK_DIAG_MEMINFO = 0;
  public static final int NETLINK_DIAG_GROUPS = 1;
  public static final int NETLINK_DIAG_RX_RING = 2;
  public static final int NETLINK_DIAG_TX_RING = 3;
  public static final int NETLINK_DIAG_FLAGS = 4;

  public static final int NDIAG_PROTO_ALL = 0xff;

  private LinuxNetlinkDiag() {}
}
