package mortise.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** {@link ServerSocket} and a virtual thread per connection. */
public final class JdkThreadsEcho {
  private JdkThreadsEcho() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = Mode.of(arguments);
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    ServerSocket listener = new ServerSocket(Mode.port(arguments), 4096, loopback);
    Mode.tell(listener.getLocalPort());
    int work = Mode.number(arguments, "--work", 0);
    Thread.startVirtualThread(() -> accept(listener, mode, work)).join();
  }

  private static void accept(ServerSocket listener, Mode mode, int work) {
    while (true) {
      try {
        Socket connection = listener.accept();
        Thread.startVirtualThread(() -> serve(connection, mode, work));
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private static void serve(Socket connection, Mode mode, int work) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = connection.getInputStream();
      OutputStream out = connection.getOutputStream();
      byte[] buffer = new byte[mode.buffer];
      int count;
      while ((count = in.read(buffer)) > 0) {
        Mode.compute(work);
        if (mode.echoes()) {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException e) {
      // The peer has gone, which ends the connection and nothing else.
    }
  }
}
