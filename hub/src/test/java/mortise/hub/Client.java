package mortise.hub;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;

/** A client of the server that is no node. */
record Client(Connection connection) implements AutoCloseable {
  static Client of(NatsServer server) throws IOException, InterruptedException {
    return new Client(Nats.connect(server.url()));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
