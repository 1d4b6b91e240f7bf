import mortise.net.*;

void main(String... args) throws IOException {
  if (args.length > 0) {
    IO.println("usage: Client");
    return;
  }
  try (var s = Socket.open(Family.INET, Type.STREAM)) {
    s.connect("127.0.0.1", 31500);
    IO.println("the data received is " + s.recvText(512));
    s.sendAll("hihi");
  }
}
