package mortise.sys;

import mortise.sys.struct.Header;

/** {@code linux/tipc.h}: sockets of the nodes of a cluster. */
@Header("linux/tipc.h")
public final class LinuxTipc {
  public static final int SOL_TIPC = 271;

  public static final int TIPC_NODE_STATE = 0;
  public static final int TIPC_TOP_SRV = 1;
  public static final int TIPC_LINK_STATE = 2;
  public static final int TIPC_RESERVED_TYPES = 64;

  public static final int TIPC_CLUSTER_SCOPE = 2;
  public static final int TIPC_NODE_SCOPE = 3;

  public static final int TIPC_LOW_IMPORTANCE = 0;
  public static final int TIPC_MEDIUM_IMPORTANCE = 1;
  public static final int TIPC_HIGH_IMPORTANCE = 2;
  public static final int TIPC_CRITICAL_IMPORTANCE = 3;

  public static final int TIPC_OK = 0;
  public static final int TIPC_ERR_NO_NAME = 1;
  public static final int TIPC_ERR_NO_PORT = 2;
  public static final int TIPC_ERR_NO_NODE = 3;
  public static final int TIPC_ERR_OVERLOAD = 4;
  public static final int TIPC_CONN_SHUTDOWN = 5;

  public static final int TIPC_SUB_PORTS = 0x1;
  public static final int TIPC_SUB_SERVICE = 0x2;
  public static final int TIPC_SUB_CANCEL = 0x4;

  public static final int TIPC_WAIT_FOREVER = -1;

  public static final int TIPC_PUBLISHED = 1;
  public static final int TIPC_WITHDRAWN = 2;
  public static final int TIPC_SUBSCR_TIMEOUT = 3;

  public static final int TIPC_ADDR_MCAST = 1;
  public static final int TIPC_SERVICE_RANGE = 1;
  public static final int TIPC_SERVICE_ADDR = 2;
  public static final int TIPC_SOCKET_ADDR = 3;

  public static final int TIPC_ERRINFO = 1;
  public static final int TIPC_RETDATA = 2;
  public static final int TIPC_DESTNAME = 3;

  public static final int TIPC_IMPORTANCE = 127;
  public static final int TIPC_SRC_DROPPABLE = 128;
  public static final int TIPC_DEST_DROPPABLE = 129;
  public static final int TIPC_CONN_TIMEOUT = 130;
  public static final int TIPC_NODE_RECVQ_DEPTH = 131;
  public static final int TIPC_SOCK_RECVQ_DEPTH = 132;
  public static final int TIPC_MCAST_BROADCAST = 133;
  public static final int TIPC_MCAST_REPLICAST = 134;
  public static final int TIPC_GROUP_JOIN = 135;
  public static final int TIPC_GROUP_LEAVE = 136;
  public static final int TIPC_SOCK_RECVQ_USED = 137;
  public static final int TIPC_NODELAY = 138;

  public static final int TIPC_GROUP_LOOPBACK = 0x1;
  public static final int TIPC_GROUP_MEMBER_EVTS = 0x2;
  public static final int TIPC_CFG_SRV = 0;
  public static final int TIPC_ZONE_SCOPE = 1;

  public static final int TIPC_ADDR_NAMESEQ = 1;
  public static final int TIPC_ADDR_NAME = 2;
  public static final int TIPC_ADDR_ID = 3;

  private LinuxTipc() {}
}
