package mortise.bench.server;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import mortise.net.BufferConsumer;
import mortise.net.Inet;
import mortise.net.Loop;
import mortise.net.Socket;
import mortise.net.TcpOption;

/**
 * {@link Socket} in plain blocking code, a virtual thread per connection: on the default scheduler,
 * or with {@code --loop} on a loop; with a buffer per connection, or with {@code --lend} with one
 * that is lent while there are bytes in it.
 */
public final class MortiseEcho {
  private MortiseEcho() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = Mode.of(arguments);
    List<String> options = List.of(arguments);
    Consumer<Runnable> threads =
        options.contains("--loop") ? Loop.open("bench")::start : Thread::startVirtualThread;
    boolean lend = options.contains("--lend");
    int work = Mode.number(arguments, "--work", 0);
    Socket listener = Socket.open();
    listener.bind("127.0.0.1", Mode.port(arguments));
    listener.listen();
    Mode.tell(((Inet) listener.localAddress()).port());
    threads.accept(() ->
        accept(
            listener,
            connection ->
                threads.accept(() -> {
                  if (lend) {
                    serveLent(connection, mode);
                  } else {
                    serve(connection, mode, work);
                  }
                })));
    Thread.currentThread().join();
  }

  private static void accept(Socket listener, Consumer<Socket> handler) {
    while (true) {
      try {
        handler.accept(listener.accept());
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private static void serve(Socket connection, Mode mode, int work) {
    try (connection) {
      connection.option(TcpOption.TCP_NODELAY, true);
      byte[] buffer = new byte[mode.buffer];
      int count;
      while ((count = connection.recv(buffer)) > 0) {
        Mode.compute(work);
        if (mode.echoes()) {
          connection.sendAll(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // The peer has gone, which ends the connection and nothing else.
    }
  }

  private static void serveLent(Socket connection, Mode mode) {
    try (connection) {
      connection.option(TcpOption.TCP_NODELAY, true);
      BufferConsumer consumer =
          mode.echoes()
              ? (bytes, count) -> connection.sendAll(bytes, 0, count)
              : (bytes, count) -> {};
      while (connection.recv(consumer) > 0) {
        // The consumer has done it.
      }
    } catch (IOException e) {
      // The peer has gone, which ends the connection and nothing else.
    }
  }
}
