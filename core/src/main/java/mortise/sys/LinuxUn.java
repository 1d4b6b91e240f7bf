package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/un.h}: the length of a path of a UNIX socket, and a descriptor of its file. */
@Header({"linux/sockios.h", "linux/un.h"})
public final class LinuxUn {
  public static final int UNIX_PATH_MAX = 108;
  public static final int SIOCUNIXFILE = 0x89e0;

  private LinuxUn() {}
}
