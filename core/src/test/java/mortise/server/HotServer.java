package mortise.server;

import java.time.Duration;
import mortise.net.Inet4;
import mortise.net.Unix;

/**
 * A server that inherits from a predecessor where there is one: the program of the restart's tests.
 * It answers each line with its own process's number, and half a second later where asked for it.
 */
final class HotServer {
  private HotServer() {}

  public static void main(String[] arguments) throws Exception {
    Unix path = Unix.of(arguments[0]);
    ServerConfig config = Server.of(HotServer::answer).named("hot");
    Server server;
    if (arguments[1].equals("first")) {
      server = config.listen(ListenerConfig.at(Inet4.LOOPBACK).named("main")).open();
    } else {
      try (Handover.Inheritance old = Handover.take(path, Duration.ofSeconds(60))) {
        for (ListenerConfig listener : old.listeners()) {
          IO.println("inherited " + listener.name());
          config = config.listen(listener);
        }
        if (arguments[1].equals("failing")) {
          Runtime.getRuntime().halt(3);
        }
        server = config.open();
        old.ready();
      }
    }
    try (Handover _ = Handover.offer(server, path)) {
      IO.println("port " + ((Inet4) server.address()).port());
      server.await();
    }
    IO.println("ended " + server.statistics().closed(CloseReason.FORCED));
  }

  private static void answer(Connection connection) throws Exception {
    while (connection.awaitRequest()) {
      String line = connection.readLine(100);
      if (line == null) {
        return;
      }
      if (line.equals("slow")) {
        Thread.sleep(500);
      }
      connection.write(ProcessHandle.current().pid() + "\n");
    }
  }
}
