package mortise.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mortise.testing.NeedsLinux;
import mortise.testing.Program;
import mortise.testing.Python;
import org.junit.jupiter.api.Test;

/** Netlink sockets, netlink(7), against what ip(8) and Python say. */
@NeedsLinux("netlink")
final class NetlinkPeerTest {
  private static final Protocol ROUTE = new Protocol(0);
  private static final Protocol USERSOCK = new Protocol(2);

  private static final int HEADER = 16;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_GETROUTE = 26;
  private static final int DUMP_REQUEST = 0x301;

  @Test
  void linksAreThoseOfIp() throws Exception {
    try (Namespace here = Namespace.open();
        Namespace there = Namespace.open()) {
      here.cable(there);
      here.ip("link set left mtu 1400");
      try (Socket s = here.socket(Family.NETLINK, Type.RAW, ROUTE);
          Program ip =
              here.start(
                  Python.command(
                      """
                      import json, subprocess
                      for l in json.loads(subprocess.check_output(['ip', '-j', 'link'])):
                          print(l['ifindex'], l['ifname'], l['mtu'], l['address'].replace(':', ''))
                      """))) {
        StringBuilder ours = new StringBuilder();
        for (ByteBuffer message : dump(s, RTM_GETLINK, 0)) {
          int index = message.getInt(HEADER + 4);
          Map<Integer, ByteBuffer> attributes = attributes(message, HEADER + 16);
          String name = new String(bytes(attributes.get(3))).replace("\0", "");
          int mtu = attributes.get(4).getInt(0);
          String address = java.util.HexFormat.of().formatHex(bytes(attributes.get(1)));
          ours.append("%d %s %d %s%n".formatted(index, name, mtu, address));
        }
        assertThat(ours.toString()).contains(" left 1400 020000000001\n");
        assertThat(ip.end()).isEqualTo(Python.printed(ours.toString()));
      }
    }
  }

  @Test
  void routesAreThoseOfIp() throws Exception {
    try (Namespace here = Namespace.open();
        Namespace there = Namespace.open()) {
      here.cable(there);
      here.ip("route add default via 10.9.0.2 metric 7");
      here.ip("route add 192.0.2.0/24 via 10.9.0.2");
      here.ip("route add blackhole 198.51.100.0/25");
      here.ip("-6 route add 2001:db8::/32 via fe80::2 dev left");
      try (Socket s = here.socket(Family.NETLINK, Type.RAW, ROUTE)) {
        for (Family family : List.of(Family.INET, Family.INET6)) {
          List<String> routes = routes(s, family, here.index("left"));
          assertThat(ip(here, family)).containsExactlyInAnyOrderElementsOf(routes);
        }
        assertThat(routes(s, Family.INET, here.index("left")))
            .contains(
                "1 default 10.9.0.2 left 7",
                "1 192.0.2.0/24 10.9.0.2 left 0",
                "6 198.51.100.0/25 - - 0");
      }
    }
  }

  /** A line per route of the main table: type, destination, gateway, interface, metric. */
  private static List<String> routes(Socket s, Family family, int left) throws IOException {
    List<String> routes = new ArrayList<>();
    for (ByteBuffer message : dump(s, RTM_GETROUTE, family.number())) {
      Map<Integer, ByteBuffer> attributes = attributes(message, HEADER + 12);
      if (attributes.get(15).getInt(0) == 254) {
        int bits = message.get(HEADER + 1) & 0xff;
        int type = message.get(HEADER + 7);
        int metric = attributes.containsKey(6) ? attributes.get(6).getInt(0) : 0;
        String to = bits == 0 ? "default" : host(attributes.get(1)) + "/" + bits;
        String by = attributes.containsKey(5) ? host(attributes.get(5)) : "-";
        String dev = "-";
        if (attributes.containsKey(4)) {
          dev = attributes.get(4).getInt(0) == left ? "left" : "lo";
        }
        routes.add("%d %s %s %s %d".formatted(type, to, by, dev, metric));
      }
    }
    return routes;
  }

  /** The same lines by ip(8). */
  private static List<String> ip(Namespace here, Family family) throws Exception {
    try (Program ip =
        here.start(
            Python.command(
                """
                import ipaddress, json, subprocess
                command = ['ip', '-j', '-N', '-' + sys.argv[1], 'route']
                for r in json.loads(subprocess.check_output(command)):
                    to = r['dst']
                    to = to if to == 'default' else str(ipaddress.ip_network(to))
                    print(r.get('type', 1), to, r.get('gateway', '-'),
                          r.get('dev', '-'), r.get('metric', 0))
                """,
                family.equals(Family.INET) ? "4" : "6"))) {
      Program.Ended ended = ip.end();
      assertThat(ended.err()).isEmpty();
      return ended.out().lines().toList();
    }
  }

  @Test
  void groupTellsOfAnInterfaceThatIpMakes() throws Exception {
    try (Namespace here = Namespace.open();
        Socket s = here.socket(Family.NETLINK, Type.RAW, ROUTE)) {
      int links = 1; // RTMGRP_LINK
      s.bind(new Netlink(0, links));
      assertThat(((Netlink) s.localAddress()).groups()).isEqualTo(links);
      here.ip("link add left type veth peer name right");
      Datagram news = s.recvFrom(1 << 15);
      assertThat(news.sender()).isEqualTo(new Netlink(0, links));
      assertThat(message(news.data()).getShort(4)).isEqualTo((short) RTM_NEWLINK);
      assertThat(new String(news.data())).containsAnyOf("left", "right");
    }
  }

  @Test
  void pythonTalksByPortNumber() throws Exception {
    try (Namespace here = Namespace.open();
        Socket s = here.socket(Family.NETLINK, Type.DGRAM, USERSOCK)) {
      s.bind(Netlink.KERNEL);
      Netlink local = (Netlink) s.localAddress();
      assertThat(local.port()).as("chosen by the kernel").isNotZero();
      try (Program python =
          here.start(
              Python.command(
                  """
                  s = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 2)
                  s.bind((4000000000, 0))
                  s.sendto(b'ping', (int(sys.argv[1]), 0))
                  data, sender = s.recvfrom(512)
                  print(data, sender == (int(sys.argv[1]), 0))
                  """,
                  local.port()))) {
        Datagram ping = s.recvFrom(512);
        assertThat(ping).isEqualTo(new Datagram("ping".getBytes(), new Netlink(4000000000L, 0)));
        s.sendTo("pong".getBytes(), ping.sender());
        assertThat(python.end()).isEqualTo(Python.printed("b'pong' True\n"));
      }
    }
  }

  @Test
  void errorsOfTheKernelAreMessages() throws IOException {
    try (Socket s = Socket.open(Family.NETLINK, Type.RAW, ROUTE).timeout(Duration.ofSeconds(20))) {
      // No root is needed to be refused: a link of a number that no interface has.
      s.sendTo(request(RTM_GETLINK, 0x1, 0, Integer.MAX_VALUE), Netlink.KERNEL);
      ByteBuffer answer = message(s.recv(1 << 15));
      assertThat(answer.getShort(4)).isEqualTo((short) NLMSG_ERROR);
      assertThat(answer.getInt(HEADER)).isEqualTo(-Errno.ENODEV.number());
    }
  }

  /** Asks for a whole table and reads until its end. */
  private static List<ByteBuffer> dump(Socket s, int type, int family) throws IOException {
    s.sendTo(request(type, DUMP_REQUEST, family, 0), Netlink.KERNEL);
    List<ByteBuffer> messages = new ArrayList<>();
    while (true) {
      Datagram part = s.recvFrom(1 << 16);
      assertThat(part.sender()).isEqualTo(Netlink.KERNEL);
      for (int at = 0; at < part.data().length; ) {
        ByteBuffer all = message(part.data());
        ByteBuffer one = all.slice(at, all.getInt(at)).order(ByteOrder.nativeOrder());
        assertThat(one.getShort(4)).isNotEqualTo((short) NLMSG_ERROR);
        if (one.getShort(4) == NLMSG_DONE) {
          return messages;
        }
        messages.add(one);
        at += (one.limit() + 3) & ~3;
      }
    }
  }

  /** A struct nlmsghdr and, long enough for links and routes alike, a struct ifinfomsg. */
  private static byte[] request(int type, int flags, int family, int index) {
    return message(new byte[32])
        .putInt(32)
        .putShort((short) type)
        .putShort((short) flags)
        .put(HEADER, (byte) family)
        .putInt(HEADER + 4, index)
        .array();
  }

  private static ByteBuffer message(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** The rtattr structs of a message by their types. */
  private static Map<Integer, ByteBuffer> attributes(ByteBuffer message, int from) {
    Map<Integer, ByteBuffer> attributes = new HashMap<>();
    for (int at = from; at < message.limit(); at += (message.getShort(at) + 3) & ~3) {
      int length = message.getShort(at) - 4;
      attributes.put(
          message.getShort(at + 2) & 0x3fff,
          message.slice(at + 4, length).order(ByteOrder.nativeOrder()));
    }
    return attributes;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static String host(ByteBuffer address) {
    byte[] bytes = bytes(address);
    return bytes.length == 4 ? Inet4.of(bytes, 0).host() : Inet6.of(bytes, 0).host();
  }
}
