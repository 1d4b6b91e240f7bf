import mortise.net.*;
import mortise.server.*;
import mortise.server.Server; // and not the program of that name beside this one
import mortise.tls.*;

/** Guests hear what the others say: {@code Chat [ADDRESS [CHAIN.pem KEY.pem]]}; with files, TLS. */
final Map<Connection, Address> guests = new ConcurrentHashMap<>();

void main(String... args) throws Exception {
  if (List.of(args).contains("--help") || args.length == 2) {
    IO.println("usage: Chat [ADDRESS [CHAIN.pem KEY.pem]]");
    return;
  }
  ServerConfig plan =
      Server.of(this::talk)
          .named("chat")
          .listen(Address.parse(args.length > 0 ? args[0] : "127.0.0.1:31500"))
          .limits(Limits.DEFAULT.connections(1000).perAddressPerSecond(50))
          .timeouts(Timeouts.DEFAULT.idle(Duration.ofHours(1)).stall(Duration.ofSeconds(2)));
  if (args.length > 2) {
    plan = plan.through(TlsServer.of(Identity.ofPem(Path.of(args[1]), Path.of(args[2])))::accept);
  }
  Server server = plan.open();
  Runtime.getRuntime().addShutdownHook(new Thread(server::close));
  IO.println("chat at " + server.address());
  server.await();
}

void talk(Connection guest) throws IOException {
  Address name = guest.clientAddress();
  guests.put(guest, name);
  try {
    write(guest, "welcome, here are " + guests.values() + "\n");
    tell(guest, name + " is here\n");
    while (guest.awaitRequest()) {
      String line = guest.readLine(1000);
      if (line == null) {
        return;
      }
      tell(guest, name + " says " + Printable.of(line) + "\n");
    }
    write(guest, "the chat ends\n");
  } finally {
    guests.remove(guest);
    tell(guest, name + " is gone\n");
  }
}

void tell(Connection from, String line) {
  for (Connection guest : guests.keySet()) {
    try {
      write(guest, guest == from ? "" : line);
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
