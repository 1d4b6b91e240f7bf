package mortise.net;

import java.time.Duration;
import mortise.sys.LinuxTipc;
import mortise.sys.SysSocket;

/** The options of sockets in a TIPC cluster, {@link Tipc}. */
public final class TipcOption {
  /** {@link #TIPC_IMPORTANCE}: what is dropped first. */
  public static final int TIPC_LOW_IMPORTANCE = LinuxTipc.TIPC_LOW_IMPORTANCE;

  /** {@link #TIPC_IMPORTANCE}: between these. */
  public static final int TIPC_MEDIUM_IMPORTANCE = LinuxTipc.TIPC_MEDIUM_IMPORTANCE;

  /** {@link #TIPC_IMPORTANCE}: between these. */
  public static final int TIPC_HIGH_IMPORTANCE = LinuxTipc.TIPC_HIGH_IMPORTANCE;

  /** {@link #TIPC_IMPORTANCE}: what is dropped last. */
  public static final int TIPC_CRITICAL_IMPORTANCE = LinuxTipc.TIPC_CRITICAL_IMPORTANCE;

  private static final OptionLevel TIPC = new OptionLevel(SysSocket.SOL_TIPC);

  /** How much is kept when there is too much, 0 to 3. */
  public static final Option<Integer> TIPC_IMPORTANCE =
      TIPC.range("TIPC_IMPORTANCE", LinuxTipc.TIPC_IMPORTANCE, 0, 3);

  /** Whether what is sent may be dropped on its way out. */
  public static final Option<Boolean> TIPC_SRC_DROPPABLE =
      TIPC.flag("TIPC_SRC_DROPPABLE", LinuxTipc.TIPC_SRC_DROPPABLE);

  /** Whether what cannot be delivered is dropped instead of coming back. */
  public static final Option<Boolean> TIPC_DEST_DROPPABLE =
      TIPC.flag("TIPC_DEST_DROPPABLE", LinuxTipc.TIPC_DEST_DROPPABLE);

  /** How long a connect tries, in whole milliseconds. */
  public static final Option<Duration> TIPC_CONN_TIMEOUT =
      TIPC.millis("TIPC_CONN_TIMEOUT", LinuxTipc.TIPC_CONN_TIMEOUT);

  /** How many messages wait for all sockets of the node. Read only. */
  public static final Option<Integer> TIPC_NODE_RECVQ_DEPTH =
      TIPC.number("TIPC_NODE_RECVQ_DEPTH", LinuxTipc.TIPC_NODE_RECVQ_DEPTH).readOnly();

  /** How many messages wait for the socket. Read only. */
  public static final Option<Integer> TIPC_SOCK_RECVQ_DEPTH =
      TIPC.number("TIPC_SOCK_RECVQ_DEPTH", LinuxTipc.TIPC_SOCK_RECVQ_DEPTH).readOnly();

  /** How many bytes wait for the socket. Read only. */
  public static final Option<Integer> TIPC_SOCK_RECVQ_USED =
      TIPC.number("TIPC_SOCK_RECVQ_USED", LinuxTipc.TIPC_SOCK_RECVQ_USED).readOnly();

  /** Sends small messages at once instead of gathering them. */
  public static final Option<Boolean> TIPC_NODELAY =
      TIPC.flag("TIPC_NODELAY", LinuxTipc.TIPC_NODELAY);

  private TipcOption() {}
}
