import mortise.net.*;
import mortise.proxy.*;
import mortise.server.*;

/** An echo server. Started again with the same path, it takes the listener of the one that runs. */
void main(String... args) throws Exception {
  if (args.length < 2 || args.length > 3) {
    IO.println("usage: HotRestart PORT PATH [BALANCER]");
    return;
  }
  Unix path = Unix.of(args[1]);
  var config =
      Server.of(this::echo).timeouts(Timeouts.DEFAULT.idle(null).drain(Duration.ofSeconds(60)));
  if (args.length == 3) {
    AccessList balancers = AccessList.DENY_ALL.allow(args[2]);
    config = config.through(ProxyStage.required().from(balancers)).balancers(balancers);
  }
  Server server;
  try (Handover.Inheritance old = Handover.take(path, Duration.ofSeconds(10))) {
    for (ListenerConfig listener : old.listeners()) {
      config = config.listen(listener);
    }
    server = config.open();
    // From here on this process alone accepts; the old one finishes its connections.
    old.ready();
  } catch (ConnectException e) {
    // No process offers a listener at the path: this one is the first.
    server = config.listen(Inet4.LOOPBACK.withPort(Integer.parseInt(args[0]))).open();
  }
  try (Handover _ = Handover.offer(server, path)) {
    IO.println("serving at " + server.address());
    server.await();
  }
  Statistics counted = server.statistics();
  IO.println(counted.accepted() + " served, " + counted.closed(CloseReason.FORCED) + " cut");
}

/** Until the client ends: a handler that waits in awaitRequest is ended between two requests. */
void echo(Connection connection) throws IOException {
  while (connection.read((bytes, count) -> connection.write(bytes, 0, count)) >= 0) {
    connection.awaitReadable();
  }
}
