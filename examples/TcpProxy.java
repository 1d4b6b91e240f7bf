import mortise.net.*;
import mortise.server.*;
import mortise.server.Server; // and not the program of that name beside this one

/** Passes all who connect to one address on to another: {@code TcpProxy HERE THERE}. */
void main(String... args) throws Exception {
  if (args.length != 2) {
    IO.println("usage: TcpProxy HERE THERE");
    return;
  }
  Address there = Address.parse(args[1]);
  try (Server server = Server.open(Address.parse(args[0]), c -> relay(c, there))) {
    IO.println("proxy at " + server.address());
    server.await();
  }
}

void relay(Connection client, Address there) throws Exception {
  try (Socket socket = Socket.open(there.family(), Type.STREAM)) {
    socket.connect(there, Deadline.after(Duration.ofSeconds(5)));
    Connection server = Connection.of(socket);
    client.timeout(null); // one direction may be silent for as long as it likes
    Thread back = Thread.startVirtualThread(() -> copy(server, client));
    copy(client, server);
    back.join();
  }
}

void copy(Connection from, Connection to) {
  try {
    from.inputStream().transferTo(to.outputStream());
    to.closeWrite();
  } catch (IOException e) {
    from.abort();
    to.abort();
  }
}
