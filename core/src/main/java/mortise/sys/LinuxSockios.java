package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/sockios.h}: requests of {@link SysIoctl#ioctl} that sockets alone know. */
@Header({"sys/ioctl.h", "linux/sockios.h"})
public final class LinuxSockios {
  public static final int SIOCSPGRP = 0x8902;
  public static final int SIOCGPGRP = 0x8904;
  public static final int SIOCATMARK = 0x8905;
  public static final int SIOCGSTAMP_OLD = 0x8906;
  public static final int SIOCGSTAMPNS_OLD = 0x8907;

  public static final int SIOCINQ = 0x541b;
  public static final int SIOCOUTQ = 0x5411;
  public static final int SIOCETHTOOL = 0x8946;
  public static final int SIOCOUTQNSD = 0x894b;
  public static final int SIOCSHWTSTAMP = 0x89b0;
  public static final int SIOCGHWTSTAMP = 0x89b1;

  private LinuxSockios() {}
}
