import mortise.net.*;

/**
 * A chat of all who join a group: {@code Multicast GROUP:PORT INTERFACE}, as in {@code
 * 239.1.2.3:7007 eth0} or {@code [ff02::77]:7007 eth0}.
 */
void main(String[] args) throws Exception {
  if (args.length != 2) {
    IO.println("usage: Multicast GROUP:PORT INTERFACE");
    return;
  }
  var group = (Inet) Address.parse(args[0]);
  try (var s = Socket.open(group.family(), Type.DGRAM)) {
    s.option(Option.SO_REUSEADDR, true); // for others on this machine
    s.option(Option.SO_BINDTODEVICE, args[1]);
    s.bind(group);
    s.join(mortise.net.Multicast.of(group).on(args[1]));
    IO.println("joined " + group);
    Thread.ofVirtual().start(() -> show(s));
    for (String line; (line = IO.readln()) != null; ) {
      s.sendTo(line.getBytes(), group);
    }
  }
}

void show(Socket s) {
  try {
    while (true) {
      var datagram = s.recvFrom(65535);
      IO.println(datagram.sender() + ": " + Printable.of(datagram.data()));
    }
  } catch (IOException e) {
    // The socket is closed: the chat has ended.
  }
}
