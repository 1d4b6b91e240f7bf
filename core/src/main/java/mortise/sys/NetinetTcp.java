package mortise.sys;

import mortise.sys.struct.Header;

/**
 * {@code netinet/tcp.h}: the options of TCP that libc knows; {@link LinuxTcp} has the newer ones.
 */
@Header("netinet/tcp.h")
public final class NetinetTcp {
  public static final int SOL_TCP = 6;

  public static final int TCP_ESTABLISHED = 1;
  public static final int TCP_SYN_SENT = 2;
  public static final int TCP_SYN_RECV = 3;
  public static final int TCP_FIN_WAIT1 = 4;
  public static final int TCP_FIN_WAIT2 = 5;
  public static final int TCP_TIME_WAIT = 6;
  public static final int TCP_CLOSE = 7;
  public static final int TCP_CLOSE_WAIT = 8;
  public static final int TCP_LAST_ACK = 9;
  public static final int TCP_LISTEN = 10;
  public static final int TCP_CLOSING = 11;

  public static final int TCP_NODELAY = 1;
  public static final int TCP_MAXSEG = 2;
  public static final int TCP_CORK = 3;
  public static final int TCP_KEEPIDLE = 4;
  public static final int TCP_KEEPINTVL = 5;
  public static final int TCP_KEEPCNT = 6;
  public static final int TCP_SYNCNT = 7;
  public static final int TCP_LINGER2 = 8;
  public static final int TCP_DEFER_ACCEPT = 9;
  public static final int TCP_WINDOW_CLAMP = 10;
  public static final int TCP_INFO = 11;
  public static final int TCP_QUICKACK = 12;
  public static final int TCP_CONGESTION = 13;
  public static final int TCP_MD5SIG = 14;
  public static final int TCP_THIN_LINEAR_TIMEOUTS = 16;
  public static final int TCP_THIN_DUPACK = 17;
  public static final int TCP_USER_TIMEOUT = 18;
  public static final int TCP_REPAIR = 19;
  public static final int TCP_REPAIR_QUEUE = 20;
  public static final int TCP_QUEUE_SEQ = 21;
  public static final int TCP_REPAIR_OPTIONS = 22;
  public static final int TCP_FASTOPEN = 23;
  public static final int TCP_TIMESTAMP = 24;
  public static final int TCP_NOTSENT_LOWAT = 25;

  public static final int TCP_CC_INFO = 26;
  public static final int TCP_SAVE_SYN = 27;
  public static final int TCP_SAVED_SYN = 28;

  public static final int TCP_REPAIR_WINDOW = 29;
  public static final int TCP_FASTOPEN_CONNECT = 30;
  public static final int TCP_ULP = 31;
  public static final int TCP_MD5SIG_EXT = 32;
  public static final int TCP_FASTOPEN_KEY = 33;
  public static final int TCP_FASTOPEN_NO_COOKIE = 34;
  public static final int TCP_ZEROCOPY_RECEIVE = 35;
  public static final int TCP_INQ = 36;

  public static final int TCP_CM_INQ = 36;
  public static final int TCP_TX_DELAY = 37;

  public static final int TCP_REPAIR_ON = 1;
  public static final int TCP_REPAIR_OFF = 0;
  public static final int TCP_REPAIR_OFF_NO_WP = -1;

  public static final int TCP_NO_QUEUE = 0;
  public static final int TCP_RECV_QUEUE = 1;
  public static final int TCP_SEND_QUEUE = 2;

  public static final int TCP_CA_Open = 0;
  public static final int TCP_CA_Disorder = 1;
  public static final int TCP_CA_CWR = 2;
  public static final int TCP_CA_Recovery = 3;
  public static final int TCP_CA_Loss = 4;

  public static final int TCPI_OPT_TIMESTAMPS = 1;
  public static final int TCPI_OPT_SACK = 2;
  public static final int TCPI_OPT_WSCALE = 4;
  public static final int TCPI_OPT_ECN = 8;
  public static final int TCPI_OPT_ECN_SEEN = 16;
  public static final int TCPI_OPT_SYN_DATA = 32;

  public static final int TCPOPT_EOL = 0;
  public static final int TCPOPT_NOP = 1;
  public static final int TCPOPT_MAXSEG = 2;
  public static final int TCPOLEN_MAXSEG = 4;
  public static final int TCPOPT_WINDOW = 3;
  public static final int TCPOLEN_WINDOW = 3;
  public static final int TCPOPT_SACK_PERMITTED = 4;
  public static final int TCPOLEN_SACK_PERMITTED = 2;
  public static final int TCPOPT_SACK = 5;
  public static final int TCPOPT_TIMESTAMP = 8;
  public static final int TCPOLEN_TIMESTAMP = 10;
  public static final int TCPOLEN_TSTAMP_APPA = 12;

  public static final int TCP_MD5SIG_MAXKEYLEN = 80;
  public static final int TCP_MD5SIG_FLAG_PREFIX = 1;

  private NetinetTcp() {}
}
