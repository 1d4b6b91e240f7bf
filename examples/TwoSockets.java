import mortise.net.*;

void main(String... args) throws IOException {
  if (args.length > 0) {
    IO.println("usage: TwoSockets");
    return;
  }
  try (var s = Socket.open();
      var sock2 = Socket.open()) {
    s.connect("127.0.0.1", 2000);
    IO.println("the data received is\n     " + new String(s.recv(512)));
    s.send("hihi I am client".getBytes());
    sock2.connect("127.0.0.1", 2000);
    IO.println("the data received from server is\n    " + new String(sock2.recv(512)));
    sock2.send("client send use sock2".getBytes());
  }
}
