package mortise.bench.server;

import java.io.IOException;
import java.util.List;
import mortise.net.BufferConsumer;
import mortise.net.Inet;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Limits;
import mortise.server.ListenerConfig;
import mortise.server.Server;

/**
 * {@link MortiseEcho} as a handler of a {@link Server} on one loop, or {@code --loops N}, whose
 * times, counters and limits are on: what they cost is the difference. With {@code --lend} by a
 * buffer that is lent, with {@code --one-acceptor} by one socket that listens for all loops.
 */
public final class MortiseServerEcho {
  private MortiseServerEcho() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = Mode.of(arguments);
    boolean lend = List.of(arguments).contains("--lend");
    int work = Mode.number(arguments, "--work", 0);
    Inet4 address = Inet4.LOOPBACK.withPort(Mode.port(arguments));
    Server server =
        Server.of(lend ? c -> serveLent(c, mode) : c -> serve(c, mode, work))
            .listen(
                List.of(arguments).contains("--one-acceptor")
                    ? ListenerConfig.of(Socket.listener(address))
                    : ListenerConfig.at(address))
            .limits(Limits.DEFAULT.connections(100_000))
            .loops(Mode.number(arguments, "--loops", 1))
            .open();
    Mode.tell(((Inet) server.address()).port());
    server.await();
  }

  static void serve(Connection connection, Mode mode, int work) throws IOException {
    byte[] buffer = new byte[mode.buffer];
    int count;
    while ((count = connection.read(buffer)) > 0) {
      Mode.compute(work);
      if (mode.echoes()) {
        connection.write(buffer, 0, count);
      }
    }
  }

  static void serveLent(Connection connection, Mode mode) throws IOException {
    BufferConsumer consumer =
        mode.echoes() ? (bytes, count) -> connection.write(bytes, 0, count) : (bytes, count) -> {};
    while (connection.read(consumer) > 0) {
      // The consumer has done it.
    }
  }
}
