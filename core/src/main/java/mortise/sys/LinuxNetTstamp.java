package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/net_tstamp.h}: the times of packets, for SO_TIMESTAMPING and SO_TXTIME. */
@Header({"time.h", "linux/net_tstamp.h"})
public final class LinuxNetTstamp {
  public static final int SOF_TIMESTAMPING_TX_HARDWARE = 1 << 0;
  public static final int SOF_TIMESTAMPING_TX_SOFTWARE = 1 << 1;
  public static final int SOF_TIMESTAMPING_RX_HARDWARE = 1 << 2;
  public static final int SOF_TIMESTAMPING_RX_SOFTWARE = 1 << 3;
  public static final int SOF_TIMESTAMPING_SOFTWARE = 1 << 4;
  public static final int SOF_TIMESTAMPING_SYS_HARDWARE = 1 << 5;
  public static final int SOF_TIMESTAMPING_RAW_HARDWARE = 1 << 6;
  public static final int SOF_TIMESTAMPING_OPT_ID = 1 << 7;
  public static final int SOF_TIMESTAMPING_TX_SCHED = 1 << 8;
  public static final int SOF_TIMESTAMPING_TX_ACK = 1 << 9;
  public static final int SOF_TIMESTAMPING_OPT_CMSG = 1 << 10;
  public static final int SOF_TIMESTAMPING_OPT_TSONLY = 1 << 11;
  public static final int SOF_TIMESTAMPING_OPT_STATS = 1 << 12;
  public static final int SOF_TIMESTAMPING_OPT_PKTINFO = 1 << 13;
  public static final int SOF_TIMESTAMPING_OPT_TX_SWHW = 1 << 14;
  public static final int SOF_TIMESTAMPING_BIND_PHC = 1 << 15;

  @Since("6.2")
  public static final int SOF_TIMESTAMPING_OPT_ID_TCP = 1 << 16;

  @Since("6.12")
  public static final int SOF_TIMESTAMPING_OPT_RX_FILTER = 1 << 17;

  @Since("6.15")
  public static final int SOF_TIMESTAMPING_TX_COMPLETION = 1 << 18;

  public static final int SOF_TXTIME_DEADLINE_MODE = 1 << 0;
  public static final int SOF_TXTIME_REPORT_ERRORS = 1 << 1;

  private LinuxNetTstamp() {}
}
