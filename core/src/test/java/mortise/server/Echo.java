package mortise.server;

import java.io.IOException;

/** Handlers that many tests want. */
final class Echo {
  private Echo() {}

  /** Sends back what comes, as it comes. */
  static void bytes(Connection connection) throws IOException {
    byte[] bytes = new byte[1 << 14];
    for (int count; (count = connection.read(bytes)) >= 0; ) {
      connection.write(bytes, 0, count);
    }
  }

  /** Sends back each line, and bye when the server stops. */
  static void lines(Connection connection) throws IOException {
    while (connection.awaitRequest()) {
      String line = connection.readLine(1000);
      if (line == null) {
        return;
      }
      connection.write(line + "\n");
    }
    connection.write("bye\n");
  }

  /** How many connections of a server wait for a request. */
  static long idle(Server server) {
    return server.connections().stream()
        .filter(connection -> connection.state() == ConnectionInfo.State.IDLE)
        .count();
  }
}
