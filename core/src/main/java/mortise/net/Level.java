package mortise.net;

import mortise.sys.BluetoothBluetooth;
import mortise.sys.LinuxCan;
import mortise.sys.LinuxCanRaw;
import mortise.sys.NetinetIn;
import mortise.sys.NetinetUdp;
import mortise.sys.SysSocket;

/**
 * The levels of options and of ancillary data, for {@link Option#ofInt}, {@link Option#ofBytes} and
 * {@link RawAncillary#of}.
 */
public final class Level {
  /** All sockets, socket(7). */
  public static final int SOCKET = SysSocket.SOL_SOCKET;

  /** IPv4, ip(7). */
  public static final int IP = NetinetIn.IPPROTO_IP;

  /** Raw sockets of ICMP, raw(7). */
  public static final int ICMP = NetinetIn.IPPROTO_ICMP;

  /** tcp(7). */
  public static final int TCP = NetinetIn.IPPROTO_TCP;

  /** udp(7). */
  public static final int UDP = NetinetUdp.SOL_UDP;

  /** udplite(7). */
  public static final int UDPLITE = NetinetUdp.SOL_UDPLITE;

  /** IPv6, ipv6(7). */
  public static final int IPV6 = NetinetIn.IPPROTO_IPV6;

  /** Raw sockets of ICMPv6. */
  public static final int ICMPV6 = NetinetIn.IPPROTO_ICMPV6;

  /** sctp(7). */
  public static final int SCTP = NetinetIn.IPPROTO_SCTP;

  /** packet(7). */
  public static final int PACKET = SysSocket.SOL_PACKET;

  /** netlink(7). */
  public static final int NETLINK = SysSocket.SOL_NETLINK;

  /** vsock(7). */
  public static final int VSOCK = SysSocket.AF_VSOCK;

  /** Several paths. */
  public static final int MPTCP = SysSocket.SOL_MPTCP;

  /** The kernel's TLS. */
  public static final int TLS = SysSocket.SOL_TLS;

  /** Frames past the kernel's stack. */
  public static final int XDP = SysSocket.SOL_XDP;

  /** The kernel's algorithms. */
  public static final int ALG = SysSocket.SOL_ALG;

  /** Clusters. */
  public static final int TIPC = SysSocket.SOL_TIPC;

  /** Reliable datagrams. */
  public static final int RDS = SysSocket.SOL_RDS;

  /** CAN: the protocol's number is added to it. */
  public static final int CAN_BASE = LinuxCan.SOL_CAN_BASE;

  /** CAN: frames as they are. */
  public static final int CAN_RAW = LinuxCanRaw.SOL_CAN_RAW;

  /** Bluetooth, all protocols. */
  public static final int BLUETOOTH = SysSocket.SOL_BLUETOOTH;

  /** Bluetooth: the controller. */
  public static final int HCI = BluetoothBluetooth.SOL_HCI;

  /** Bluetooth: channels. */
  public static final int L2CAP = BluetoothBluetooth.SOL_L2CAP;

  /** Bluetooth: voice. */
  public static final int SCO = BluetoothBluetooth.SOL_SCO;

  /** Bluetooth: serial lines. */
  public static final int RFCOMM = BluetoothBluetooth.SOL_RFCOMM;

  private Level() {}
}
