package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/errqueue.h}: what MSG_ERRQUEUE brings. */
@Header({"time.h", "linux/errqueue.h"})
public final class LinuxErrqueue {
  public static final int SO_EE_ORIGIN_NONE = 0;
  public static final int SO_EE_ORIGIN_LOCAL = 1;
  public static final int SO_EE_ORIGIN_ICMP = 2;
  public static final int SO_EE_ORIGIN_ICMP6 = 3;
  public static final int SO_EE_ORIGIN_TXSTATUS = 4;
  public static final int SO_EE_ORIGIN_ZEROCOPY = 5;
  public static final int SO_EE_ORIGIN_TXTIME = 6;
  public static final int SO_EE_ORIGIN_TIMESTAMPING = 4;

  public static final int SO_EE_CODE_ZEROCOPY_COPIED = 1;
  public static final int SO_EE_CODE_TXTIME_INVALID_PARAM = 1;
  public static final int SO_EE_CODE_TXTIME_MISSED = 2;
  public static final int SO_EE_RFC4884_FLAG_INVALID = 1;

  public static final int SCM_TSTAMP_SND = 0;
  public static final int SCM_TSTAMP_SCHED = 1;
  public static final int SCM_TSTAMP_ACK = 2;

  @Since("6.15")
  public static final int SCM_TSTAMP_COMPLETION = 3;

  private LinuxErrqueue() {}
}
