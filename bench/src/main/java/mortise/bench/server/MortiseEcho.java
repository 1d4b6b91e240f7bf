package mortise.bench.server;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import mortise.net.Inet;
import mortise.net.Loop;
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
    Consumer<Runnable> threads =
        List.of(arguments).contains("--loop") ? loop() : Thread::startVirtualThread;
    Socket listener = Socket.open();
    listener.bind("127.0.0.1", Mode.port(arguments));
    listener.listen();
    Mode.tell(((Inet) listener.localAddress()).port());
    threads.accept(() -> accept(listener, mode, threads));
    Thread.currentThread().join();
  }

  /** Starts virtual threads on a loop: the one place that knows how a loop is made. */
  private static Consumer<Runnable> loop() {
    return Loop.open("bench")::start;
  }

  private static void accept(Socket listener, Mode mode, Consumer<Runnable> threads) {
    while (true) {
      try {
        Socket connection = listener.accept();
        threads.accept(() -> serve(connection, mode));
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
