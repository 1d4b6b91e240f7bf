package mortise.proxy;

import java.io.IOException;
import java.time.Duration;
import mortise.net.Deadline;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.net.Type;
import mortise.server.Connection;
import mortise.server.Handler;
import mortise.server.Server;

/** Servers on loopback that tests need at every turn. */
final class Served {
  /** What a test may wait for; only a failure takes so long. */
  static final Duration LONG = Duration.ofSeconds(60);

  /** Settings under which loopback may be connected to. */
  static final ProxySettings OPEN =
      ProxySettings.DEFAULT.targets(Targets.USUAL.allow(address -> true));

  private Served() {}

  static Server start(Handler handler) throws IOException {
    return Server.open(Inet4.LOOPBACK, handler);
  }

  /** Sends back what it gets. */
  static Server echo() throws IOException {
    return start(Served::echo);
  }

  static void echo(Connection connection) throws IOException {
    byte[] part = new byte[1 << 14];
    for (int count; (count = connection.read(part)) > 0; ) {
      connection.write(part, 0, count);
    }
  }

  static Deadline soon() {
    return Deadline.after(LONG);
  }

  static int port(Server server) {
    return ((Inet) server.address()).port();
  }

  static Target target(Server server) {
    return Target.of((Inet) server.address());
  }

  static ProxyHop hop(ProxyHop.Kind kind, Server proxy) {
    return ProxyHop.of(kind, "127.0.0.1", port(proxy));
  }

  static Connection connect(Server server) throws IOException {
    Socket socket = Socket.open(server.address().family(), Type.STREAM);
    try {
      socket.connect(server.address());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    Connection connection = Connection.of(socket);
    connection.timeout(LONG);
    return connection;
  }

  /** Says something and reads as much back. */
  static String said(Connection connection, String text) throws IOException {
    connection.timeout(LONG);
    connection.write(text);
    return new String(connection.readExactly(text.length()));
  }

  /** All that comes to the end. */
  static String rest(Connection connection) throws IOException {
    connection.timeout(LONG);
    return new String(connection.inputStream().readAllBytes(), "ISO-8859-1");
  }
}
