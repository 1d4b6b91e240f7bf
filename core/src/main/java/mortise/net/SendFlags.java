package mortise.net;

import mortise.sys.SysSocket;

/**
 * The flags that every send has: MSG_DONTWAIT, as poll waits, and MSG_NOSIGNAL.
 *
 * <p>Some families reject a flag that they do not know, and do not know MSG_NOSIGNAL: rds_sendmsg
 * of Linux with EOPNOTSUPP, those of the others below with EINVAL. They go without it, which is
 * safe in a JVM, since that ignores SIGPIPE.
 */
final class SendFlags {
  private SendFlags() {}

  static int of(Family family) {
    return switch (family.number()) {
      case SysSocket.AF_RDS,
          SysSocket.AF_QIPCRTR,
          SysSocket.AF_MCTP,
          SysSocket.AF_AX25,
          SysSocket.AF_NETROM,
          SysSocket.AF_ROSE,
          SysSocket.AF_X25,
          SysSocket.AF_APPLETALK,
          SysSocket.AF_ATMPVC,
          SysSocket.AF_ATMSVC ->
          SysSocket.MSG_DONTWAIT;
      default -> SysSocket.MSG_DONTWAIT | SysSocket.MSG_NOSIGNAL;
    };
  }
}
