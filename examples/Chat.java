import mortise.net.*;
import mortise.server.*;

/** Everybody who connects hears what the others say. Ctrl-C tells all of them and ends in order. */
final Set<Connection> guests = ConcurrentHashMap.newKeySet();

void main(String... args) throws Exception {
  Server server =
      Server.of(this::talk)
          .named("chat")
          .listen(Address.parse(args.length > 0 ? args[0] : "127.0.0.1:31500"))
          .limits(Limits.DEFAULT.connections(1000).perAddressPerSecond(50))
          .times(Times.DEFAULT.idle(Duration.ofHours(1)).stall(Duration.ofSeconds(2)))
          .open();
  Runtime.getRuntime().addShutdownHook(new Thread(server::close));
  IO.println("chat at " + server.address());
  server.await();
}

void talk(Connection guest) throws IOException {
  guests.add(guest);
  try {
    tell(guest, "is here");
    while (guest.awaitRequest()) {
      String line = guest.readLine(1000);
      if (line == null) {
        return;
      }
      tell(guest, "says " + line);
    }
    write(guest, "the chat ends\n");
  } finally {
    guests.remove(guest);
    tell(guest, "is gone");
  }
}

void tell(Connection from, String what) throws IOException {
  for (Connection guest : guests) {
    try {
      write(guest, guest == from ? "" : from.clientAddress() + " " + what + "\n");
    } catch (IOException e) {
      guest.abort(); // it does not listen, and its own handler ends with that
    }
  }
}

void write(Connection guest, String line) throws IOException {
  synchronized (guest) {
    guest.write(line);
  }
}
