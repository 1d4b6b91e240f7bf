package mortise.net;

import mortise.sys.LinuxRds;
import mortise.sys.SysSocket;

/** The options of reliable datagrams, rds(7). */
public final class RdsOption {
  private static final OptionLevel RDS = new OptionLevel(SysSocket.SOL_RDS);

  /** Drops what is queued for a destination, a {@code struct sockaddr_in}. Write only. */
  public static final Option<byte[]> RDS_CANCEL_SENT_TO =
      RDS.of("RDS_CANCEL_SENT_TO", LinuxRds.RDS_CANCEL_SENT_TO, Codecs.bytes()).writeOnly();

  /** Registers memory for RDMA, {@code struct rds_get_mr_args}. Write only. */
  public static final Option<byte[]> RDS_GET_MR =
      RDS.of("RDS_GET_MR", LinuxRds.RDS_GET_MR, Codecs.bytes()).writeOnly();

  /** Gives registered memory back, {@code struct rds_free_mr_args}. Write only. */
  public static final Option<byte[]> RDS_FREE_MR =
      RDS.of("RDS_FREE_MR", LinuxRds.RDS_FREE_MR, Codecs.bytes()).writeOnly();

  /** Registers memory for one peer, {@code struct rds_get_mr_for_dest_args}. Write only. */
  public static final Option<byte[]> RDS_GET_MR_FOR_DEST =
      RDS.of("RDS_GET_MR_FOR_DEST", LinuxRds.RDS_GET_MR_FOR_DEST, Codecs.bytes()).writeOnly();

  /** Reports errors of earlier sends when receiving. */
  public static final Option<Boolean> RDS_RECVERR = RDS.flag("RDS_RECVERR", LinuxRds.RDS_RECVERR);

  /** Reports ports that are no longer congested, a bit per port modulo 64. Write only. */
  public static final Option<Long> RDS_CONG_MONITOR =
      RDS.of("RDS_CONG_MONITOR", LinuxRds.RDS_CONG_MONITOR, Codecs.LONG).writeOnly();

  /** What carries the datagrams: 0 InfiniBand, 2 TCP, -1 not yet known. */
  public static final Option<Integer> SO_RDS_TRANSPORT =
      RDS.number("SO_RDS_TRANSPORT", LinuxRds.SO_RDS_TRANSPORT);

  private RdsOption() {}
}
