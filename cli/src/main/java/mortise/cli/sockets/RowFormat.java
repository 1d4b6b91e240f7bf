package mortise.cli.sockets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mortise.diag.KernelSocket;
import mortise.diag.KernelSocket.Timer;
import mortise.net.Address;
import mortise.net.ByteText;
import mortise.net.EtherType;
import mortise.net.Inet;
import mortise.net.Inet6;
import mortise.net.Interfaces;
import mortise.net.LinkAddress;
import mortise.net.Netlink;
import mortise.net.Printable;
import mortise.net.Type;
import mortise.net.Unix;

/** A socket in words. */
final class RowFormat {
  private static final List<String> BUSES =
      List.of(
          "route",
          "1",
          "usersock",
          "firewall",
          "sock_diag",
          "nflog",
          "xfrm",
          "selinux",
          "iscsi",
          "audit",
          "fib_lookup",
          "connector",
          "netfilter",
          "ip6_fw",
          "dnrtmsg",
          "kobject_uevent",
          "generic",
          "17",
          "scsitransport",
          "ecryptfs",
          "rdma",
          "crypto",
          "smc");

  private RowFormat() {}

  /** The heads of {@link #cells}. */
  static List<String> heads(boolean timers, boolean extended) {
    List<String> heads = new ArrayList<>(List.of("KIND", "STATE", "RECV-Q", "SEND-Q"));
    heads.addAll(List.of("LOCAL", "PEER"));
    if (timers) {
      heads.add("TIMER");
    }
    if (extended) {
      heads.addAll(List.of("USER", "INODE", "COOKIE"));
    }
    heads.add("PROCESS");
    return heads;
  }

  static List<String> cells(ListedSocket listed, boolean timers, boolean extended) {
    KernelSocket socket = listed.socket();
    List<String> cells = new ArrayList<>();
    cells.add(kind(listed));
    cells.add(StateNames.name(socket.state()));
    cells.add(Long.toString(socket.queues().received()));
    cells.add(Long.toString(socket.queues().sent()));
    cells.add(local(listed));
    cells.add(peer(listed));
    if (timers) {
      cells.add(socket.timer().map(RowFormat::timer).orElse("-"));
    }
    if (extended) {
      KernelSocket.Holder holder = socket.holder();
      cells.add(holder.user() < 0 ? "-" : Long.toString(holder.user()));
      cells.add(Long.toString(holder.inode()));
      cells.add(Long.toHexString(holder.cookie()));
    }
    cells.add(owners(listed.owners()));
    return cells;
  }

  static String kind(ListedSocket listed) {
    KernelSocket socket = listed.socket();
    return switch (listed.kind()) {
      case UNIX -> "unix-" + type(socket.type());
      case VSOCK, PACKET -> listed.kind() + "-" + type(socket.type());
      default -> listed.kind() + (socket.local() instanceof Inet6 ? "6" : "");
    };
  }

  private static String type(Type type) {
    return type.equals(Type.STREAM)
        ? "stream"
        : type.equals(Type.DGRAM)
            ? "dgram"
            : type.equals(Type.SEQPACKET) ? "seqpacket" : type.equals(Type.RAW) ? "raw" : "" + type;
  }

  static String local(ListedSocket listed) {
    KernelSocket socket = listed.socket();
    return switch (socket.local()) {
      case Unix name -> unix(name.isUnnamed() ? "*" : unixName(name), socket.holder().inode());
      case LinkAddress packet -> etherType(packet) + ":" + link(socket.link());
      case Netlink netlink ->
          bus(socket.protocol().number()) + ":" + (netlink.port() == 0 ? "*" : netlink.port());
      case Inet inet -> internet(inet, listed);
      case Address other -> other.toString();
    };
  }

  static String peer(ListedSocket listed) {
    KernelSocket socket = listed.socket();
    return switch (socket.peer()) {
      case Unix _ ->
          unix(
              listed.peerName().isEmpty() ? "*" : listed.peerName(),
              socket.details().peerInode().orElse(0));
      case LinkAddress _ -> "*";
      case Netlink netlink -> netlink.port() == 0 ? "*" : Long.toString(netlink.port());
      case Inet inet -> internet(inet, listed);
      case Address other -> other.toString();
    };
  }

  private static String unix(String name, long inode) {
    return printable(name) + (inode == 0 ? "" : " " + inode);
  }

  /** A path, or an abstract name behind an @. */
  static String unixName(Unix name) {
    String text = ByteText.decode(name.bytes());
    return (name.isAbstract() ? "@" : text.startsWith("@") ? "./" : "") + text;
  }

  private static String internet(Inet inet, ListedSocket listed) {
    KernelSocket socket = listed.socket();
    String port =
        listed.kind() == SocketKind.RAW
            ? inet == socket.local() ? protocol(socket.protocol().number()) : "*"
            : inet.port() == 0 ? "*" : Integer.toString(inet.port());
    boolean any = inet.equals(inet instanceof Inet6 ? Inet6.ANY.withPort(inet.port()) : null);
    if (any && inet == socket.local() && !socket.details().onlyIp6()) {
      return "*:" + port;
    }
    String host = inet.host().replaceFirst("%.*", "");
    String on = socket.link() == 0 || inet == socket.peer() ? "" : "%" + link(socket.link());
    return (inet instanceof Inet6 ? "[" + host + on + "]" : host + on) + ":" + port;
  }

  private static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 2 -> "igmp";
      case 58 -> "icmp6";
      case 89 -> "ospf";
      case 112 -> "vrrp";
      case 255 -> "raw";
      default -> Integer.toString(number);
    };
  }

  private static String etherType(LinkAddress packet) {
    return switch (packet.protocol()) {
      case LinkAddress.ALL_PROTOCOLS -> "*";
      case EtherType.IP -> "ip";
      case EtherType.IPV6 -> "ipv6";
      case EtherType.ARP -> "arp";
      case EtherType.LLDP -> "lldp";
      default -> String.format(Locale.ROOT, "0x%04x", packet.protocol());
    };
  }

  /** The name of an interface. The kernel lets it have control characters, blanks excepted. */
  static String link(int index) {
    if (index == 0) {
      return "*";
    }
    try {
      return printable(Interfaces.indexToName(index));
    } catch (IOException e) {
      return "if" + index;
    }
  }

  private static String bus(int number) {
    return number < BUSES.size() ? BUSES.get(number) : Integer.toString(number);
  }

  static String timer(Timer timer) {
    String kind =
        switch (timer.kind()) {
          case RETRANSMISSION -> "on";
          case KEEPALIVE -> "keepalive";
          case TIME_WAIT -> "timewait";
          case PROBE -> "persist";
        };
    long millis = timer.remaining().toMillis();
    String left =
        millis >= 60_000
            ? millis / 60_000 + "min" + (millis / 1000 % 60 == 0 ? "" : millis / 1000 % 60 + "sec")
            : millis >= 1000
                ? String.format(Locale.ROOT, "%d.%dsec", millis / 1000, millis / 100 % 10)
                : millis + "ms";
    return kind + "," + left + "," + timer.count();
  }

  private static String owners(List<ProcessOwner> owners) {
    return owners.stream().map(ProcessOwner::toString).distinct().collect(Collectors.joining(" "));
  }

  /** Text without terminal control sequences; names are chosen by other programs. */
  static String printable(String text) {
    return Printable.of(text);
  }
}
