package mortise.server;

import java.util.List;

/** A server in the sockets that systemd hands over: the program of the activation's test. */
final class Activated {
  private Activated() {}

  public static void main(String[] arguments) throws Exception {
    List<Listening> listeners = SocketActivation.take();
    Plan plan = Server.of(Echo::lines);
    for (Listening listening : listeners) {
      plan = plan.listen(listening);
    }
    try (Server _ = plan.open()) {
      ServiceNotifier.ofEnvironment().ready();
      IO.println("listeners " + listeners.stream().map(Listening::name).toList());
      while (!"end".equals(IO.readln())) {
        // Until its parent says so.
      }
    }
  }
}
