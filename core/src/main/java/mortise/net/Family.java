package mortise.net;

import mortise.sys.SysSocket;

/**
 * An address family, socket(2). An open number: a family that the kernel adds tomorrow is {@code
 * new Family(n)} today.
 *
 * @param number the kernel's {@code AF_} number
 */
public record Family(int number) {
  /** No family in particular; a hint for name look-ups, not for sockets. */
  public static final Family UNSPEC = new Family(SysSocket.AF_UNSPEC);

  /** Processes of the same machine, unix(7). */
  public static final Family UNIX = new Family(SysSocket.AF_UNIX);

  /** IPv4, ip(7). */
  public static final Family INET = new Family(SysSocket.AF_INET);

  /** IPv6, ipv6(7). */
  public static final Family INET6 = new Family(SysSocket.AF_INET6);

  /** The link layer, packet(7). Needs the right CAP_NET_RAW. */
  public static final Family PACKET = new Family(SysSocket.AF_PACKET);

  /** The kernel's own tables and events, netlink(7). */
  public static final Family NETLINK = new Family(SysSocket.AF_NETLINK);

  /** Virtual machines and their host, vsock(7). */
  public static final Family VSOCK = new Family(SysSocket.AF_VSOCK);

  /** The constant's name, or {@code AF_} and the number. */
  @Override
  public String toString() {
    return switch (number) {
      case SysSocket.AF_UNSPEC -> "AF_UNSPEC";
      case SysSocket.AF_UNIX -> "AF_UNIX";
      case SysSocket.AF_INET -> "AF_INET";
      case SysSocket.AF_INET6 -> "AF_INET6";
      case SysSocket.AF_PACKET -> "AF_PACKET";
      case SysSocket.AF_NETLINK -> "AF_NETLINK";
      case SysSocket.AF_VSOCK -> "AF_VSOCK";
      default -> "AF_" + number;
    };
  }
}
