package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/sock_diag.h}: sock_diag(7), what sockets there are. */
@Header("linux/sock_diag.h")
public final class LinuxSockDiag {
  public static final int SOCK_DIAG_BY_FAMILY = 20;
  public static final int SOCK_DESTROY = 21;

  public static final int SK_MEMINFO_RMEM_ALLOC = 0;
  public static final int SK_MEMINFO_RCVBUF = 1;
  public static final int SK_MEMINFO_WMEM_ALLOC = 2;
  public static final int SK_MEMINFO_SNDBUF = 3;
  public static final int SK_MEMINFO_FWD_ALLOC = 4;
  public static final int SK_MEMINFO_WMEM_QUEUED = 5;
  public static final int SK_MEMINFO_OPTMEM = 6;
  public static final int SK_MEMINFO_BACKLOG = 7;
  public static final int SK_MEMINFO_DROPS = 8;

  public static final int SKNLGRP_NONE = 0;
  public static final int SKNLGRP_INET_TCP_DESTROY = 1;
  public static final int SKNLGRP_INET_UDP_DESTROY = 2;
  public static final int SKNLGRP_INET6_TCP_DESTROY = 3;
  public static final int SKNLGRP_INET6_UDP_DESTROY = 4;

  private LinuxSockDiag() {}
}
