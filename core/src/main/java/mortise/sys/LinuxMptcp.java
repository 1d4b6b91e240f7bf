package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/mptcp.h}: the information of a multipath TCP socket, at SOL_MPTCP. */
@Header("linux/mptcp.h")
public final class LinuxMptcp {
  public static final int MPTCP_INFO = 1;
  public static final int MPTCP_TCPINFO = 2;
  public static final int MPTCP_SUBFLOW_ADDRS = 3;

  @Since("6.5")
  public static final int MPTCP_FULL_INFO = 4;

  public static final int MPTCP_INFO_FLAG_FALLBACK = 1;
  public static final int MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED = 2;

  private LinuxMptcp() {}
}
