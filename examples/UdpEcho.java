import mortise.net.*;

/** Sends every datagram back to its sender, like the echo service: {@code nc -u 127.0.0.1 7007}. */
void main(String[] args) throws IOException {
  if (args.length > 1 || List.of(args).contains("--help")) {
    IO.println("usage: UdpEcho [PORT]");
    return;
  }
  try (var s = Socket.open(Family.INET, Type.DGRAM)) {
    s.bind("127.0.0.1", args.length > 0 ? Integer.parseInt(args[0]) : 7007);
    IO.println("echoing on " + s.localAddress());
    while (true) {
      var datagram = s.recvFrom(65535);
      IO.println(datagram);
      s.sendTo(datagram.data(), datagram.sender());
    }
  }
}
