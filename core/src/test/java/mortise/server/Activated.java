package mortise.server;

import java.util.List;

/** A server in the sockets that systemd hands over: the program of the activation's test. */
final class Activated {
  private Activated() {}

  public static void main(String[] arguments) throws Exception {
    List<ListenerConfig> listeners = SocketActivation.take();
    ServerConfig config = Server.of(Echo::lines);
    for (ListenerConfig listener : listeners) {
      config = config.listen(listener);
    }
    try (Server _ = config.open()) {
      ServiceNotifier.ofEnvironment().ready();
      IO.println("listeners " + listeners.stream().map(ListenerConfig::name).toList());
      while (!"end".equals(IO.readln())) {
        // Until its parent says so.
      }
    }
  }
}
