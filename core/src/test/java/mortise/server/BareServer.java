package mortise.server;

import java.nio.charset.StandardCharsets;
import mortise.net.Inet4;
import mortise.net.Socket;

/** A server and its client in one process: the program of the test without other modules. */
final class BareServer {
  private BareServer() {}

  public static void main(String[] arguments) throws Exception {
    try (Server server = Server.open(Inet4.LOOPBACK, Echo::lines);
        Socket client = Socket.open()) {
      client.connect(server.address());
      client.send("served\n".getBytes(StandardCharsets.UTF_8));
      IO.println(Connection.of(client).readLine(9));
      IO.println("recorder " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
    }
  }
}
