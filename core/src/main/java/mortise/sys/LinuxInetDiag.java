package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/inet_diag.h}: sock_diag(7) of sockets over IP. */
@Header("linux/inet_diag.h")
public final class LinuxInetDiag {
  public static final int TCPDIAG_GETSOCK = 18;
  public static final int DCCPDIAG_GETSOCK = 19;

  public static final int INET_DIAG_REQ_NONE = 0;
  public static final int INET_DIAG_REQ_BYTECODE = 1;
  public static final int INET_DIAG_REQ_SK_BPF_STORAGES = 2;
  public static final int INET_DIAG_REQ_PROTOCOL = 3;

  public static final int INET_DIAG_BC_NOP = 0;
  public static final int INET_DIAG_BC_JMP = 1;
  public static final int INET_DIAG_BC_S_GE = 2;
  public static final int INET_DIAG_BC_S_LE = 3;
  public static final int INET_DIAG_BC_D_GE = 4;
  public static final int INET_DIAG_BC_D_LE = 5;
  public static final int INET_DIAG_BC_AUTO = 6;
  public static final int INET_DIAG_BC_S_COND = 7;
  public static final int INET_DIAG_BC_D_COND = 8;
  public static final int INET_DIAG_BC_DEV_COND = 9;
  public static final int INET_DIAG_BC_MARK_COND = 10;
  public static final int INET_DIAG_BC_S_EQ = 11;
  public static final int INET_DIAG_BC_D_EQ = 12;
  public static final int INET_DIAG_BC_CGROUP_COND = 13;

  public static final int INET_DIAG_NONE = 0;
  public static final int INET_DIAG_MEMINFO = 1;
  public static final int INET_DIAG_INFO = 2;
  public static final int INET_DIAG_VEGASINFO = 3;
  public static final int INET_DIAG_CONG = 4;
  public static final int INET_DIAG_TOS = 5;
  public static final int INET_DIAG_TCLASS = 6;
  public static final int INET_DIAG_SKMEMINFO = 7;
  public static final int INET_DIAG_SHUTDOWN = 8;

  public static final int INET_DIAG_DCTCPINFO = 9;
  public static final int INET_DIAG_PROTOCOL = 10;
  public static final int INET_DIAG_SKV6ONLY = 11;
  public static final int INET_DIAG_LOCALS = 12;
  public static final int INET_DIAG_PEERS = 13;
  public static final int INET_DIAG_PAD = 14;
  public static final int INET_DIAG_MARK = 15;
  public static final int INET_DIAG_BBRINFO = 16;
  public static final int INET_DIAG_CLASS_ID = 17;
  public static final int INET_DIAG_MD5SIG = 18;
  public static final int INET_DIAG_ULP_INFO = 19;
  public static final int INET_DIAG_SK_BPF_STORAGES = 20;
  public static final int INET_DIAG_CGROUP_ID = 21;
  public static final int INET_DIAG_SOCKOPT = 22;

  public static final int INET_ULP_INFO_UNSPEC = 0;
  public static final int INET_ULP_INFO_NAME = 1;
  public static final int INET_ULP_INFO_TLS = 2;
  public static final int INET_ULP_INFO_MPTCP = 3;

  private LinuxInetDiag() {}
}
