package mortise.cli.ping;

import java.io.IOException;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Interfaces;
import mortise.net.IpOption;
import mortise.net.Ipv6Option;
import mortise.net.Option;
import mortise.net.Socket;

/** Sets a socket up as it was asked for. */
final class PingSocketSetup {
  /** IP_PMTUDISC_DONT and IP_PMTUDISC_DO, the same for IPv6. */
  private static final int DONT = 0;

  private static final int DO = 2;

  private PingSocketSetup() {}

  /** Hops, fragments, interface or own address. */
  static void apply(Socket socket, Inet target, PingSettings settings) throws IOException {
    boolean four = target instanceof Inet4;
    PingSettings.Packet packet = settings.packet();
    if (packet.ttl() > 0) {
      hops(socket, target, packet.ttl());
    }
    if (packet.fragments() != PingSettings.Fragments.SYSTEM) {
      socket.option(
          four ? IpOption.IP_MTU_DISCOVER : Ipv6Option.IPV6_MTU_DISCOVER,
          packet.fragments() == PingSettings.Fragments.REFUSED ? DO : DONT);
    }
    if (settings.from() != null) {
      from(socket, settings.from());
    }
  }

  static void hops(Socket socket, Inet target, int hops) throws IOException {
    boolean four = target instanceof Inet4;
    socket.option(four ? IpOption.IP_TTL : Ipv6Option.IPV6_UNICAST_HOPS, hops);
  }

  private static void from(Socket socket, String from) throws IOException {
    if (isInterface(from)) {
      socket.option(Option.SO_BINDTODEVICE, from);
    } else {
      socket.bind(Inet.of(from, 0));
    }
  }

  static boolean isInterface(String name) throws IOException {
    return Interfaces.nameIndex().stream().anyMatch(one -> one.name().equals(name));
  }

  /** Enables the error queue, and timestamps and hop limits of replies. */
  static void enableErrorQueue(Socket socket, Inet target) throws IOException {
    boolean four = target instanceof Inet4;
    socket.option(Option.SO_TIMESTAMPNS, true);
    socket.option(four ? IpOption.IP_RECVERR : Ipv6Option.IPV6_RECVERR, true);
    socket.option(four ? IpOption.IP_RECVTTL : Ipv6Option.IPV6_RECVHOPLIMIT, true);
  }
}
