import mortise.net.*;

void main(String... args) throws IOException {
  if (args.length > 0) {
    IO.println("usage: ForeverServer");
    return;
  }
  try (var s = Socket.open(Family.INET, Type.STREAM).option(Option.SO_REUSEADDR, true)) {
    s.bind("127.0.0.1", 2000);
    s.listen(5);
    while (true) {
      try (var cs = s.accept()) {
        var peer = (Inet) cs.peerAddress();
        IO.println("got connected from ('" + peer.host() + "', " + peer.port() + ")");
        cs.send("hello I am server,welcome".getBytes());
        IO.println(new String(cs.recv(1024)));
      }
    }
  }
}
