package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/rds.h}: reliable datagrams. */
@Header("linux/rds.h")
public final class LinuxRds {
  public static final int SOL_RDS = 276;

  public static final int RDS_CANCEL_SENT_TO = 1;
  public static final int RDS_GET_MR = 2;
  public static final int RDS_FREE_MR = 3;

  public static final int RDS_RECVERR = 5;
  public static final int RDS_CONG_MONITOR = 6;
  public static final int RDS_GET_MR_FOR_DEST = 7;
  public static final int SO_RDS_TRANSPORT = 8;

  public static final int SO_RDS_MSG_RXPATH_LATENCY = 10;
  public static final int RDS_CONG_MONITOR_SIZE = 64;

  public static final int RDS_TRANS_IB = 0;
  public static final int RDS_TRANS_GAP = 1;
  public static final int RDS_TRANS_TCP = 2;
  public static final int RDS_TRANS_COUNT = 3;
  public static final int RDS_TRANS_NONE = -1;

  public static final int RDS_TRANS_IWARP = 1;

  public static final int RDS_CMSG_RDMA_ARGS = 1;
  public static final int RDS_CMSG_RDMA_DEST = 2;
  public static final int RDS_CMSG_RDMA_MAP = 3;
  public static final int RDS_CMSG_RDMA_STATUS = 4;
  public static final int RDS_CMSG_CONG_UPDATE = 5;
  public static final int RDS_CMSG_ATOMIC_FADD = 6;
  public static final int RDS_CMSG_ATOMIC_CSWP = 7;
  public static final int RDS_CMSG_MASKED_ATOMIC_FADD = 8;
  public static final int RDS_CMSG_MASKED_ATOMIC_CSWP = 9;
  public static final int RDS_CMSG_RXPATH_LATENCY = 11;
  public static final int RDS_CMSG_ZCOPY_COOKIE = 12;
  public static final int RDS_CMSG_ZCOPY_COMPLETION = 13;

  public static final int RDS_RDMA_SUCCESS = 0;
  public static final int RDS_RDMA_REMOTE_ERROR = 1;
  public static final int RDS_RDMA_CANCELED = 2;
  public static final int RDS_RDMA_DROPPED = 3;
  public static final int RDS_RDMA_OTHER_ERROR = 4;

  public static final int RDS_RDMA_READWRITE = 0x1;
  public static final int RDS_RDMA_FENCE = 0x2;
  public static final int RDS_RDMA_INVALIDATE = 0x4;
  public static final int RDS_RDMA_USE_ONCE = 0x8;
  public static final int RDS_RDMA_DONTWAIT = 0x10;
  public static final int RDS_RDMA_NOTIFY_ME = 0x20;
  public static final int RDS_RDMA_SILENT = 0x40;

  private LinuxRds() {}
}
