package mortise.net;

import java.nio.ByteOrder;
import mortise.sys.BluetoothBluetooth;
import mortise.sys.LinuxCan;
import mortise.sys.LinuxNetlink;
import mortise.sys.NetinetIn;

/**
 * A protocol number within a family, protocols(5). The same number is another protocol in another
 * family, so each group of constants here is for its family alone.
 *
 * @param number the kernel's {@code IPPROTO_} number, or that of another family
 */
public record Protocol(int number) {
  /** The family's usual protocol for the socket's type. */
  public static final Protocol DEFAULT = new Protocol(0);

  /** Options of IP, as a level; as a protocol the default. */
  public static final Protocol IP = new Protocol(NetinetIn.IPPROTO_IP);

  /** IPv6 hop-by-hop options, the header's number. */
  public static final Protocol HOPOPTS = new Protocol(NetinetIn.IPPROTO_HOPOPTS);

  /** Control messages of IPv4, icmp(7). */
  public static final Protocol ICMP = new Protocol(NetinetIn.IPPROTO_ICMP);

  /** Group membership of IPv4. */
  public static final Protocol IGMP = new Protocol(NetinetIn.IPPROTO_IGMP);

  /** IPv4 within IPv4. */
  public static final Protocol IPIP = new Protocol(NetinetIn.IPPROTO_IPIP);

  /** tcp(7). */
  public static final Protocol TCP = new Protocol(NetinetIn.IPPROTO_TCP);

  /** The exterior gateway protocol. */
  public static final Protocol EGP = new Protocol(NetinetIn.IPPROTO_EGP);

  /** The Xerox PUP protocol. */
  public static final Protocol PUP = new Protocol(NetinetIn.IPPROTO_PUP);

  /** udp(7). */
  public static final Protocol UDP = new Protocol(NetinetIn.IPPROTO_UDP);

  /** The Xerox XNS datagrams. */
  public static final Protocol IDP = new Protocol(NetinetIn.IPPROTO_IDP);

  /** ISO transport class 4. */
  public static final Protocol TP = new Protocol(NetinetIn.IPPROTO_TP);

  /** Datagrams with congestion control; gone since Linux 6.16. */
  public static final Protocol DCCP = new Protocol(NetinetIn.IPPROTO_DCCP);

  /** IPv6 within IPv4; as a level the options of IPv6. */
  public static final Protocol IPV6 = new Protocol(NetinetIn.IPPROTO_IPV6);

  /** IPv6 routing header, the header's number. */
  public static final Protocol ROUTING = new Protocol(NetinetIn.IPPROTO_ROUTING);

  /** IPv6 fragment header, the header's number. */
  public static final Protocol FRAGMENT = new Protocol(NetinetIn.IPPROTO_FRAGMENT);

  /** Reservation of resources. */
  public static final Protocol RSVP = new Protocol(NetinetIn.IPPROTO_RSVP);

  /** Generic routing encapsulation. */
  public static final Protocol GRE = new Protocol(NetinetIn.IPPROTO_GRE);

  /** IPsec: encrypted payload. */
  public static final Protocol ESP = new Protocol(NetinetIn.IPPROTO_ESP);

  /** IPsec: authentication header. */
  public static final Protocol AH = new Protocol(NetinetIn.IPPROTO_AH);

  /** Control messages of IPv6. */
  public static final Protocol ICMPV6 = new Protocol(NetinetIn.IPPROTO_ICMPV6);

  /** IPv6: no header follows. */
  public static final Protocol NONE = new Protocol(NetinetIn.IPPROTO_NONE);

  /** IPv6 destination options, the header's number. */
  public static final Protocol DSTOPTS = new Protocol(NetinetIn.IPPROTO_DSTOPTS);

  /** Multicast transport. */
  public static final Protocol MTP = new Protocol(NetinetIn.IPPROTO_MTP);

  /** IPsec BEET mode. */
  public static final Protocol BEETPH = new Protocol(NetinetIn.IPPROTO_BEETPH);

  /** Encapsulation, RFC 1241. */
  public static final Protocol ENCAP = new Protocol(NetinetIn.IPPROTO_ENCAP);

  /** Multicast routing. */
  public static final Protocol PIM = new Protocol(NetinetIn.IPPROTO_PIM);

  /** Compression, RFC 3173. */
  public static final Protocol COMP = new Protocol(NetinetIn.IPPROTO_COMP);

  /** sctp(7). */
  public static final Protocol SCTP = new Protocol(NetinetIn.IPPROTO_SCTP);

  /** IPv6 mobility header, the header's number. */
  public static final Protocol MH = new Protocol(NetinetIn.IPPROTO_MH);

  /** UDP-Lite, udplite(7). */
  public static final Protocol UDPLITE = new Protocol(NetinetIn.IPPROTO_UDPLITE);

  /** MPLS within IP. */
  public static final Protocol MPLS = new Protocol(NetinetIn.IPPROTO_MPLS);

  /** Ethernet within IPv6, RFC 8986. */
  public static final Protocol ETHERNET = new Protocol(NetinetIn.IPPROTO_ETHERNET);

  /** Sends and receives whole IP packets, raw(7). */
  public static final Protocol RAW = new Protocol(NetinetIn.IPPROTO_RAW);

  /** TCP over several paths at once. */
  public static final Protocol MPTCP = new Protocol(NetinetIn.IPPROTO_MPTCP);

  /** Netlink: routes, addresses, links and neighbours, rtnetlink(7). */
  public static final Protocol NETLINK_ROUTE = new Protocol(LinuxNetlink.NETLINK_ROUTE);

  /** Netlink: kept for programs of the user. */
  public static final Protocol NETLINK_USERSOCK = new Protocol(LinuxNetlink.NETLINK_USERSOCK);

  /** Netlink: packets of the old firewall; gone since Linux 3.5. */
  public static final Protocol NETLINK_FIREWALL = new Protocol(LinuxNetlink.NETLINK_FIREWALL);

  /** Netlink: the sockets of this machine, sock_diag(7). */
  public static final Protocol NETLINK_SOCK_DIAG = new Protocol(LinuxNetlink.NETLINK_SOCK_DIAG);

  /** Netlink: log of the old firewall; gone since Linux 3.17. */
  public static final Protocol NETLINK_NFLOG = new Protocol(LinuxNetlink.NETLINK_NFLOG);

  /** Netlink: IPsec. */
  public static final Protocol NETLINK_XFRM = new Protocol(LinuxNetlink.NETLINK_XFRM);

  /** Netlink: events of SELinux. */
  public static final Protocol NETLINK_SELINUX = new Protocol(LinuxNetlink.NETLINK_SELINUX);

  /** Netlink: Open-iSCSI. */
  public static final Protocol NETLINK_ISCSI = new Protocol(LinuxNetlink.NETLINK_ISCSI);

  /** Netlink: auditing. */
  public static final Protocol NETLINK_AUDIT = new Protocol(LinuxNetlink.NETLINK_AUDIT);

  /** Netlink: look-ups in the routing table. */
  public static final Protocol NETLINK_FIB_LOOKUP = new Protocol(LinuxNetlink.NETLINK_FIB_LOOKUP);

  /** Netlink: the kernel's connector: events of processes, among others. */
  public static final Protocol NETLINK_CONNECTOR = new Protocol(LinuxNetlink.NETLINK_CONNECTOR);

  /** Netlink: the firewall. */
  public static final Protocol NETLINK_NETFILTER = new Protocol(LinuxNetlink.NETLINK_NETFILTER);

  /** Netlink: packets of the old IPv6 firewall; gone since Linux 3.5. */
  public static final Protocol NETLINK_IP6_FW = new Protocol(LinuxNetlink.NETLINK_IP6_FW);

  /** Netlink: DECnet routing; gone since Linux 6.1. */
  public static final Protocol NETLINK_DNRTMSG = new Protocol(LinuxNetlink.NETLINK_DNRTMSG);

  /** Netlink: events of devices, as udev gets them. */
  public static final Protocol NETLINK_KOBJECT_UEVENT =
      new Protocol(LinuxNetlink.NETLINK_KOBJECT_UEVENT);

  /** Netlink: families by name, for whatever has no number here. */
  public static final Protocol NETLINK_GENERIC = new Protocol(LinuxNetlink.NETLINK_GENERIC);

  /** Netlink: the kernel's algorithms. */
  public static final Protocol NETLINK_CRYPTO = new Protocol(LinuxNetlink.NETLINK_CRYPTO);

  /** CAN: the frames as they are. */
  public static final Protocol CAN_RAW = new Protocol(LinuxCan.CAN_RAW);

  /** CAN: the broadcast manager: cyclic sending, filters of content. */
  public static final Protocol CAN_BCM = new Protocol(LinuxCan.CAN_BCM);

  /** CAN: messages longer than a frame, ISO 15765-2. */
  public static final Protocol CAN_ISOTP = new Protocol(LinuxCan.CAN_ISOTP);

  /** CAN: SAE J1939. */
  public static final Protocol CAN_J1939 = new Protocol(LinuxCan.CAN_J1939);

  /** Bluetooth: channels, {@link Bluetooth.L2cap}. */
  public static final Protocol L2CAP = new Protocol(BluetoothBluetooth.BTPROTO_L2CAP);

  /** Bluetooth: the controller, {@link Bluetooth.Hci}. */
  public static final Protocol HCI = new Protocol(BluetoothBluetooth.BTPROTO_HCI);

  /** Bluetooth: voice, {@link Bluetooth.Sco}. */
  public static final Protocol SCO = new Protocol(BluetoothBluetooth.BTPROTO_SCO);

  /** Bluetooth: serial lines, {@link Bluetooth.Rfcomm}. */
  public static final Protocol RFCOMM = new Protocol(BluetoothBluetooth.BTPROTO_RFCOMM);

  /** Bluetooth: networks. */
  public static final Protocol BNEP = new Protocol(BluetoothBluetooth.BTPROTO_BNEP);

  /** Bluetooth: CAPI. */
  public static final Protocol CMTP = new Protocol(BluetoothBluetooth.BTPROTO_CMTP);

  /** Bluetooth: keyboards and mice. */
  public static final Protocol HIDP = new Protocol(BluetoothBluetooth.BTPROTO_HIDP);

  /** Bluetooth: audio and video. */
  public static final Protocol AVDTP = new Protocol(BluetoothBluetooth.BTPROTO_AVDTP);

  /** Bluetooth LE: audio. */
  public static final Protocol ISO = new Protocol(BluetoothBluetooth.BTPROTO_ISO);

  /**
   * The protocol of a packet socket, packet(7): an EtherType of {@link EtherType}, in network order
   * as socket(2) wants it there.
   *
   * @throws IllegalArgumentException when it is not in 0..0xffff
   */
  public static Protocol ofEtherType(int etherType) {
    if (etherType < 0 || etherType > 0xffff) {
      throw new IllegalArgumentException("EtherType " + etherType + " is not in 0..0xffff");
    }
    boolean big = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    return new Protocol(
        big ? etherType : Short.toUnsignedInt(Short.reverseBytes((short) etherType)));
  }

  /** Just the number: a protocol's name depends on the family. */
  @Override
  public String toString() {
    return Integer.toString(number);
  }

  // A record's own are made at run time, by some ten classes more, when a program starts.

  @Override
  public boolean equals(Object other) {
    return other instanceof Protocol that && number == that.number;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
