package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/unix_diag.h}: sock_diag(7) of UNIX sockets. */
@Header("linux/unix_diag.h")
public final class LinuxUnixDiag {
  public static final int UDIAG_SHOW_NAME = 0x1;
  public static final int UDIAG_SHOW_VFS = 0x2;
  public static final int UDIAG_SHOW_PEER = 0x4;
  public static final int UDIAG_SHOW_ICONS = 0x8;
  public static final int UDIAG_SHOW_RQLEN = 0x10;
  public static final int UDIAG_SHOW_MEMINFO = 0x20;
  public static final int UDIAG_SHOW_UID = 0x40;

  public static final int UNIX_DIAG_NAME = 0;
  public static final int UNIX_DIAG_VFS = 1;
  public static final int UNIX_DIAG_PEER = 2;
  public static final int UNIX_DIAG_ICONS = 3;
  public static final int UNIX_DIAG_RQLEN = 4;
  public static final int UNIX_DIAG_MEMINFO = 5;
  public static final int UNIX_DIAG_SHUTDOWN = 6;
  public static final int UNIX_DIAG_UID = 7;

  private LinuxUnixDiag() {}
}
