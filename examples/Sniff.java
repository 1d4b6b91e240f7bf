import java.nio.ByteBuffer;
import java.util.Locale;
import mortise.net.*;

/**
 * Prints a line for every packet: {@code Sniff [-c COUNT] [-i INTERFACE] [-f FILTER]}. The filter
 * is what {@code tcpdump -y RAW -ddd EXPRESSION} prints, with commas for line ends. Needs root.
 */
void main(String[] args) throws IOException {
  if (args.length % 2 == 1) {
    IO.println("usage: Sniff [-c COUNT] [-i INTERFACE] [-f FILTER]");
    return;
  }
  var options = new HashMap<String, String>();
  for (var i = 0; i + 1 < args.length; i += 2) {
    options.put(args[i], args[i + 1]);
  }
  var count = Long.parseLong(options.getOrDefault("-c", "" + Long.MAX_VALUE));
  var index = options.containsKey("-i") ? Interfaces.nameToIndex(options.get("-i")) : 0;
  try (var s = Socket.open(Family.PACKET, Type.DGRAM)) {
    if (options.containsKey("-f")) {
      s.option(Option.SO_ATTACH_FILTER, BpfProgram.parse(options.get("-f")));
    }
    s.bind(LinkAddress.of(LinkAddress.ALL_PROTOCOLS, index));
    IO.println("listening on " + options.getOrDefault("-i", "all interfaces"));
    for (var i = 0L; i < count; i++) {
      var datagram = s.recvFrom(65535);
      var link = (LinkAddress) datagram.sender();
      var way = List.of("in", "broadcast", "multicast", "other", "out").get(link.kind());
      var packet = ByteBuffer.wrap(datagram.data());
      IO.println(Interfaces.indexToName(link.index()) + " " + way + " " + describe(link, packet));
    }
  }
}

String describe(LinkAddress link, ByteBuffer packet) {
  return switch (link.protocol()) {
    case 0x0800 -> ip4(packet);
    case 0x86dd -> ip6(packet);
    case 0x0806 -> "ARP, " + packet.limit() + " bytes";
    default ->
        String.format(Locale.ROOT, "protocol 0x%04x, %d bytes", link.protocol(), packet.limit());
  };
}

/** RFC 791. */
String ip4(ByteBuffer packet) {
  var header = 4 * (packet.get(0) & 15);
  var payload = packet.slice(header, (packet.getShort(2) & 0xffff) - header);
  var from = new Inet4(packet.getInt(12), 0);
  return describe(from, new Inet4(packet.getInt(16), 0), packet.get(9) & 0xff, payload);
}

/** RFC 8200; headers between this one and the payload are not taken apart. */
String ip6(ByteBuffer packet) {
  var payload = packet.slice(40, packet.getShort(4) & 0xffff);
  var from = new Inet6(packet.getLong(8), packet.getLong(16), 0, 0, 0);
  var to = new Inet6(packet.getLong(24), packet.getLong(32), 0, 0, 0);
  return describe(from, to, packet.get(6) & 0xff, payload);
}

String describe(Inet from, Inet to, int protocol, ByteBuffer payload) {
  return switch (protocol) {
    case 6 ->
        ports(from, to, payload) + " TCP " + flags(payload.get(13)) + data(payload, tcp(payload));
    case 17 -> ports(from, to, payload) + " UDP" + data(payload, 8);
    case 1, 58 ->
        String.format(
            Locale.ROOT,
            "%s > %s ICMP type %d%s",
            from.host(),
            to.host(),
            payload.get(0) & 0xff,
            data(payload, 8));
    default ->
        String.format(
            Locale.ROOT,
            "%s > %s protocol %d%s",
            from.host(),
            to.host(),
            protocol,
            data(payload, 0));
  };
}

String ports(Inet from, Inet to, ByteBuffer payload) {
  return from.withPort(payload.getShort(0) & 0xffff)
      + (" > " + to.withPort(payload.getShort(2) & 0xffff));
}

/** The length of a TCP header. */
int tcp(ByteBuffer payload) {
  return payload.get(12) >>> 2 & 60;
}

String flags(byte bits) {
  var names = List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR");
  var set = new StringJoiner("|");
  for (var i = 0; i < names.size(); i++) {
    if ((bits >> i & 1) == 1) {
      set.add(names.get(i));
    }
  }
  return set.toString();
}

String data(ByteBuffer payload, int header) {
  return ", " + (payload.limit() - header) + " bytes";
}
