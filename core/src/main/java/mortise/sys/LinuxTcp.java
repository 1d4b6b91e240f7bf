package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/tcp.h}: what TCP on Linux has beyond {@code netinet/tcp.h}. */
@Header("linux/tcp.h")
public final class LinuxTcp {
  @Since("6.7")
  public static final int TCP_AO_ADD_KEY = 38;

  @Since("6.7")
  public static final int TCP_AO_DEL_KEY = 39;

  @Since("6.7")
  public static final int TCP_AO_INFO = 40;

  @Since("6.7")
  public static final int TCP_AO_GET_KEYS = 41;

  @Since("6.7")
  public static final int TCP_AO_REPAIR = 42;

  @Since("6.10")
  public static final int TCP_IS_MPTCP = 43;

  @Since("6.15")
  public static final int TCP_RTO_MAX_MS = 44;

  @Since("6.15")
  public static final int TCP_RTO_MIN_US = 45;

  @Since("6.15")
  public static final int TCP_DELACK_MAX_US = 46;

  @Since("6.7")
  public static final int TCP_AO_MAXKEYLEN = 80;

  @Since("6.7")
  public static final int TCP_AO_KEYF_IFINDEX = 1 << 0;

  @Since("6.7")
  public static final int TCP_AO_KEYF_EXCLUDE_OPT = 1 << 1;

  public static final int TFO_STATUS_UNSPEC = 0;
  public static final int TFO_COOKIE_UNAVAILABLE = 1;
  public static final int TFO_DATA_NOT_ACKED = 2;
  public static final int TFO_SYN_RETRANSMITTED = 3;

  public static final int TCP_MD5SIG_FLAG_IFINDEX = 0x2;

  @Since("6.7")
  public static final int TCPI_OPT_USEC_TS = 64;

  @Since("6.14")
  public static final int TCPI_OPT_TFO_CHILD = 128;

  @Since("7.0")
  public static final int TCPI_ECN_MODE_DISABLED = 0;

  @Since("7.0")
  public static final int TCPI_ECN_MODE_RFC3168 = 1;

  @Since("7.0")
  public static final int TCPI_ECN_MODE_ACCECN = 2;

  @Since("7.0")
  public static final int TCPI_ECN_MODE_PENDING = 3;

  public static final int TCP_NLA_PAD = 0;
  public static final int TCP_NLA_BUSY = 1;
  public static final int TCP_NLA_RWND_LIMITED = 2;
  public static final int TCP_NLA_SNDBUF_LIMITED = 3;
  public static final int TCP_NLA_DATA_SEGS_OUT = 4;
  public static final int TCP_NLA_TOTAL_RETRANS = 5;
  public static final int TCP_NLA_PACING_RATE = 6;
  public static final int TCP_NLA_DELIVERY_RATE = 7;
  public static final int TCP_NLA_SND_CWND = 8;
  public static final int TCP_NLA_REORDERING = 9;
  public static final int TCP_NLA_MIN_RTT = 10;
  public static final int TCP_NLA_RECUR_RETRANS = 11;
  public static final int TCP_NLA_DELIVERY_RATE_APP_LMT = 12;
  public static final int TCP_NLA_SNDQ_SIZE = 13;
  public static final int TCP_NLA_CA_STATE = 14;
  public static final int TCP_NLA_SND_SSTHRESH = 15;
  public static final int TCP_NLA_DELIVERED = 16;
  public static final int TCP_NLA_DELIVERED_CE = 17;
  public static final int TCP_NLA_BYTES_SENT = 18;
  public static final int TCP_NLA_BYTES_RETRANS = 19;
  public static final int TCP_NLA_DSACK_DUPS = 20;
  public static final int TCP_NLA_REORD_SEEN = 21;
  public static final int TCP_NLA_SRTT = 22;
  public static final int TCP_NLA_TIMEOUT_REHASH = 23;
  public static final int TCP_NLA_BYTES_NOTSENT = 24;
  public static final int TCP_NLA_EDT = 25;
  public static final int TCP_NLA_TTL = 26;

  @Since("6.2")
  public static final int TCP_NLA_REHASH = 27;

  private LinuxTcp() {}
}
