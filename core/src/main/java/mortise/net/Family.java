package mortise.net;

import java.util.Map;
import mortise.sys.SysSocket;

/**
 * An address family, socket(2). An open number: a family that the kernel adds tomorrow is {@code
 * new Family(n)} today. Whether this kernel has a family shows when a socket is opened
 * (EAFNOSUPPORT).
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

  /** AX.25 of amateur radio, by the packet. */
  public static final Family AX25 = new Family(SysSocket.AF_AX25);

  /** IPX of Novell NetWare; gone since Linux 4.18. */
  public static final Family IPX = new Family(SysSocket.AF_IPX);

  /** AppleTalk, ddp(7). */
  public static final Family APPLETALK = new Family(SysSocket.AF_APPLETALK);

  /** NET/ROM of amateur radio, over AX.25. */
  public static final Family NETROM = new Family(SysSocket.AF_NETROM);

  /** Bridges; a number of netlink's messages, not of sockets. */
  public static final Family BRIDGE = new Family(SysSocket.AF_BRIDGE);

  /** ATM over permanent circuits. */
  public static final Family ATMPVC = new Family(SysSocket.AF_ATMPVC);

  /** X.25, x25(7). */
  public static final Family X25 = new Family(SysSocket.AF_X25);

  /** IPv6, ipv6(7). */
  public static final Family INET6 = new Family(SysSocket.AF_INET6);

  /** ROSE of amateur radio, over AX.25. */
  public static final Family ROSE = new Family(SysSocket.AF_ROSE);

  /** DECnet; gone since Linux 6.1. */
  public static final Family DECNET = new Family(SysSocket.AF_DECnet);

  /** NetBEUI; Linux never had it. */
  public static final Family NETBEUI = new Family(SysSocket.AF_NETBEUI);

  /** Kept for security modules; no sockets. */
  public static final Family SECURITY = new Family(SysSocket.AF_SECURITY);

  /** The keys of IPsec, PF_KEY of RFC 2367. */
  public static final Family KEY = new Family(SysSocket.AF_KEY);

  /** The kernel's own tables and events, netlink(7). */
  public static final Family NETLINK = new Family(SysSocket.AF_NETLINK);

  /** What BSD calls {@link #NETLINK}: the same number. */
  public static final Family ROUTE = new Family(SysSocket.AF_ROUTE);

  /** The link layer, packet(7). Requires CAP_NET_RAW. */
  public static final Family PACKET = new Family(SysSocket.AF_PACKET);

  /** Ash; Linux never had it. */
  public static final Family ASH = new Family(SysSocket.AF_ASH);

  /** Econet of Acorn; gone since Linux 3.5. */
  public static final Family ECONET = new Family(SysSocket.AF_ECONET);

  /** ATM over switched circuits. */
  public static final Family ATMSVC = new Family(SysSocket.AF_ATMSVC);

  /** Reliable datagrams, rds(7). Its addresses are {@link Inet4} and {@link Inet6}. */
  public static final Family RDS = new Family(SysSocket.AF_RDS);

  /** SNA of IBM; Linux never had it. */
  public static final Family SNA = new Family(SysSocket.AF_SNA);

  /** Infrared; gone since Linux 4.17. */
  public static final Family IRDA = new Family(SysSocket.AF_IRDA);

  /** PPP over Ethernet, L2TP and PPTP. */
  public static final Family PPPOX = new Family(SysSocket.AF_PPPOX);

  /** The cards of Sangoma; gone from Linux. */
  public static final Family WANPIPE = new Family(SysSocket.AF_WANPIPE);

  /** IEEE 802.2 logical links. */
  public static final Family LLC = new Family(SysSocket.AF_LLC);

  /** MPLS; a number of netlink's messages, not of sockets. */
  public static final Family MPLS = new Family(SysSocket.AF_MPLS);

  /** The bus of vehicles; addresses are {@link Can}. */
  public static final Family CAN = new Family(SysSocket.AF_CAN);

  /** The nodes of a cluster; addresses are {@link Tipc}. */
  public static final Family TIPC = new Family(SysSocket.AF_TIPC);

  /** Bluetooth, by protocol; addresses are {@link Bluetooth}. */
  public static final Family BLUETOOTH = new Family(SysSocket.AF_BLUETOOTH);

  /** Guests of z/VM. */
  public static final Family IUCV = new Family(SysSocket.AF_IUCV);

  /** The remote calls of AFS. */
  public static final Family RXRPC = new Family(SysSocket.AF_RXRPC);

  /** The modems of Nokia. */
  public static final Family PHONET = new Family(SysSocket.AF_PHONET);

  /** IEEE 802.15.4 radio. */
  public static final Family IEEE802154 = new Family(SysSocket.AF_IEEE802154);

  /** The modems of ST-Ericsson. */
  public static final Family CAIF = new Family(SysSocket.AF_CAIF);

  /** The cryptography of the kernel; addresses are {@link Alg}. */
  public static final Family ALG = new Family(SysSocket.AF_ALG);

  /** Near field communication. */
  public static final Family NFC = new Family(SysSocket.AF_NFC);

  /** Virtual machines and their host, vsock(7). */
  public static final Family VSOCK = new Family(SysSocket.AF_VSOCK);

  /** Messages over TCP, cut by the kernel. */
  public static final Family KCM = new Family(SysSocket.AF_KCM);

  /** The processors of a Qualcomm chip; addresses are {@link Qipcrtr}. */
  public static final Family QIPCRTR = new Family(SysSocket.AF_QIPCRTR);

  /** TCP over RDMA. Its addresses are {@link Inet4} and {@link Inet6}. */
  public static final Family SMC = new Family(SysSocket.AF_SMC);

  /** Frames past the kernel's stack; needs an eBPF program. */
  public static final Family XDP = new Family(SysSocket.AF_XDP);

  /** The components of a board, DSP0236. */
  public static final Family MCTP = new Family(SysSocket.AF_MCTP);

  private static final class Table {
    static final Map<Integer, String> NAMES =
        ConstantNames.ofConstants(Family.class, "AF_", Family::number);
  }

  /** The constant's name, such as {@code AF_INET}, or {@code AF_} and the number. */
  @Override
  public String toString() {
    String name = Table.NAMES.get(number);
    return name == null ? "AF_" + number : name;
  }

  // A record's own are made at run time, by some ten classes more, when a program starts.

  @Override
  public boolean equals(Object other) {
    return other instanceof Family that && number == that.number;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
