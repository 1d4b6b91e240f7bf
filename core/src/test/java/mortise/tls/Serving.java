package mortise.tls;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import mortise.net.Address;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.TlsInfo;
import mortise.testing.Loopback;

/** A test server: performs the handshake with each client and echoes, on one thread per client. */
final class Serving implements AutoCloseable {
  private final Socket listener;
  private final Step stage;
  private final Handler handler;

  /** The negotiated parameters of each handshake. */
  final BlockingQueue<TlsInfo> facts = new LinkedBlockingQueue<>();

  /** The errors of handshakes and connections. */
  final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

  /** A handshake. */
  interface Step {
    Connection enter(Connection plain) throws IOException;
  }

  /** The handler of a connection. */
  interface Handler {
    void handle(Connection connection) throws Exception;
  }

  private Serving(Loopback kind, Step stage, Handler handler) throws IOException {
    this.listener = kind.listener();
    this.stage = stage;
    this.handler = handler;
    Thread.startVirtualThread(this::accept);
  }

  static Serving echo(Step stage) throws IOException {
    return of(Loopback.TCP4, stage, Serving::echo);
  }

  static Serving of(Loopback kind, Step stage, Handler handler) throws IOException {
    return new Serving(kind, stage, handler);
  }

  static void echo(Connection connection) throws IOException {
    byte[] buffer = new byte[1 << 15];
    for (int count; (count = connection.read(buffer)) > 0; ) {
      connection.write(buffer, 0, count);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket accepted = listener.accept();
        Thread.startVirtualThread(() -> serve(accepted));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket accepted) {
    try (accepted;
        Connection connection = stage.enter(Connection.of(accepted))) {
      connection.tls().ifPresent(facts::add);
      handler.handle(connection);
    } catch (Throwable t) {
      failures.add(t);
    }
  }

  Address address() throws IOException {
    return listener.localAddress();
  }

  int port() throws IOException {
    return ((Inet) address()).port();
  }

  /** Connects a socket to this server. */
  Connection dial() throws IOException {
    Socket socket = Socket.open(listener.family(), listener.type());
    try {
      socket.connect(address());
      return Connection.of(socket);
    } catch (Throwable t) {
      socket.close();
      throw t;
    }
  }

  @Override
  public void close() {
    listener.close();
  }
}
