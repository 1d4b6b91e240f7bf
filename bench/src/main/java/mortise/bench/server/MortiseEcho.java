package mortise.bench.server;

import java.io.IOException;
import java.util.List;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.net.TcpOption;

/**
 * {@link Socket} in plain blocking code, a virtual thread per connection: on the default scheduler,
 * or with {@code --loop} on a loop.
 */
public final class MortiseEcho {
  private MortiseEcho() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = Mode.of(arguments);
    Socket listener = Socket.open();
    listener.bind("127.0.0.1", Mode.port(arguments));
    listener.listen();
    Mode.tell(((Inet) listener.localAddress()).port());
    if (List.of(arguments).contains("--loop")) {
      onLoop(() -> accept(listener, mode));
    } else {
      Thread.startVirtualThread(() -> accept(listener, mode)).join();
    }
  }

  /** The one place that knows how a loop is made; what runs on it starts its threads there. */
  private static void onLoop(Runnable server) {
    throw new UnsupportedOperationException("there are no loops yet");
  }

  private static void accept(Socket listener, Mode mode) {
    while (true) {
      try {
        Socket connection = listener.accept();
        Thread.startVirtualThread(() -> serve(connection, mode));
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private static void serve(Socket connection, Mode mode) {
    try (connection) {
      connection.option(TcpOption.TCP_NODELAY, true);
      byte[] buffer = new byte[mode.buffer];
      int count;
      while ((count = connection.recv(buffer)) > 0) {
        if (mode.echoes()) {
          connection.sendAll(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // The peer has gone, which ends the connection and nothing else.
    }
  }
}
