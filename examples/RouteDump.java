import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import mortise.net.*;

static final int NLMSG_ERROR = 2, NLMSG_DONE = 3, RTM_GETROUTE = 26, REQUEST_DUMP = 0x301;
static final int RTA_DST = 1, RTA_OIF = 4, RTA_GATEWAY = 5, RTA_PRIORITY = 6, RTA_PREFSRC = 7;
static final int RTA_TABLE = 15, RTA_PREF = 20, MAIN_TABLE = 254;

/** Prints the routes of the kernel's main table like ip-route(8): {@code RouteDump [-6]}. */
void main(String[] args) throws IOException {
  if (List.of(args).contains("--help")) {
    IO.println("usage: RouteDump [-6]");
    return;
  }
  var family = List.of(args).contains("-6") ? Family.INET6 : Family.INET;
  try (var s = Socket.open(Family.NETLINK, Type.RAW, new Protocol(0))) { // NETLINK_ROUTE
    s.sendTo(request(family), Netlink.KERNEL);
    while (true) {
      var messages = ByteBuffer.wrap(s.recv(1 << 16)).order(ByteOrder.nativeOrder());
      while (messages.hasRemaining()) {
        var message = slice(messages, messages.position(), messages.getInt(messages.position()));
        messages.position(messages.position() + aligned(message.limit()));
        switch (message.getShort(4)) {
          case NLMSG_DONE -> {
            return;
          }
          case NLMSG_ERROR -> throw new IOException("the kernel says " + message.getInt(16));
          default -> print(message);
        }
      }
    }
  }
}

/** A struct nlmsghdr, rtnetlink(7), and a struct rtmsg of which the family counts. */
byte[] request(Family family) {
  var message = ByteBuffer.allocate(28).order(ByteOrder.nativeOrder()).putInt(28);
  message.putShort((short) RTM_GETROUTE).putShort((short) REQUEST_DUMP);
  return message.put(16, (byte) family.number()).array();
}

void print(ByteBuffer route) throws IOException {
  var attributes = new HashMap<Integer, ByteBuffer>();
  for (var at = 28; at < route.limit(); at += aligned(route.getShort(at))) {
    attributes.put((int) route.getShort(at + 2), slice(route, at + 4, route.getShort(at) - 4));
  }
  if (number(attributes, RTA_TABLE, 0) != MAIN_TABLE) {
    return;
  }
  int protocol = route.get(21), scope = route.get(22) & 0xff, type = route.get(23);
  var words = new StringJoiner(" ");
  var kinds = List.of("local", "broadcast", "anycast", "multicast", "blackhole", "unreachable");
  if (type > 1) {
    words.add(type - 2 < kinds.size() ? kinds.get(type - 2) : "type " + type);
  }
  words.add(destination(attributes.get(RTA_DST), route.get(17) & 0xff));
  add(words, "via", attributes.get(RTA_GATEWAY));
  if (attributes.containsKey(RTA_OIF)) {
    words.add("dev " + Interfaces.indexToName(number(attributes, RTA_OIF, 0)));
  }
  var protocols = Map.of(2, "kernel", 3, "", 4, "static", 9, "ra", 16, "dhcp");
  var by = protocols.getOrDefault(protocol, "" + protocol);
  if (!by.isEmpty()) {
    words.add("proto " + by);
  }
  if (scope != 0) {
    words.add("scope " + Map.of(200, "site", 253, "link", 254, "host").getOrDefault(scope, "?"));
  }
  add(words, "src", attributes.get(RTA_PREFSRC));
  if (attributes.containsKey(RTA_PRIORITY)) {
    words.add("metric " + number(attributes, RTA_PRIORITY, 0));
  }
  if (attributes.containsKey(RTA_PREF)) {
    words.add("pref " + List.of("medium", "high", "2", "low").get(attributes.get(RTA_PREF).get(0)));
  }
  IO.println(words);
}

String destination(ByteBuffer address, int bits) {
  if (bits == 0) {
    return "default";
  }
  return host(address) + (bits == 8 * address.limit() ? "" : "/" + bits);
}

void add(StringJoiner words, String word, ByteBuffer address) {
  if (address != null) {
    words.add(word + " " + host(address));
  }
}

String host(ByteBuffer address) {
  var bytes = new byte[address.limit()];
  address.get(0, bytes);
  return bytes.length == 4 ? Inet4.of(bytes, 0).host() : Inet6.of(bytes, 0).host();
}

int number(Map<Integer, ByteBuffer> attributes, int type, int missing) {
  return attributes.containsKey(type) ? attributes.get(type).getInt(0) : missing;
}

ByteBuffer slice(ByteBuffer buffer, int from, int length) {
  return buffer.slice(from, length).order(ByteOrder.nativeOrder());
}

int aligned(int length) {
  return (length + 3) & ~3;
}
