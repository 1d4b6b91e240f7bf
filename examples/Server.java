import mortise.net.*;

void main(String... args) throws IOException {
  if (args.length > 0) {
    IO.println("usage: Server");
    return;
  }
  try (var s = Socket.open(Family.INET, Type.STREAM).option(Option.SO_REUSEADDR, true)) {
    s.bind("127.0.0.1", 31500);
    s.listen(5);
    try (var ss = s.accept()) {
      var peer = (Inet) ss.peerAddress();
      IO.println("got connected from ('" + peer.host() + "', " + peer.port() + ")");
      ss.sendAll("byebye");
      IO.println(ss.recvText(512));
    }
  }
}
