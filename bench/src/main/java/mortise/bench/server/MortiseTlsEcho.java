package mortise.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mortise.net.Inet;
import mortise.net.Socket;
import mortise.net.TcpOption;
import mortise.server.Connection;
import mortise.tls.Identity;
import mortise.tls.TlsServer;

/** {@link MortiseEcho} behind TLS, with a certificate that openssl(1) makes at the start. */
public final class MortiseTlsEcho {
  private MortiseTlsEcho() {}

  public static void main(String[] arguments) throws Exception {
    Mode mode = Mode.of(arguments);
    TlsServer tls = TlsServer.of(identity());
    Socket listener = Socket.open();
    listener.bind("127.0.0.1", Mode.port(arguments));
    listener.listen();
    Mode.tell(((Inet) listener.localAddress()).port());
    Thread.startVirtualThread(() -> accept(listener, tls, mode));
    Thread.currentThread().join();
  }

  private static Identity identity() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mortise-bench");
    Path pem = folder.resolve("both.pem");
    try {
      String request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost";
      ProcessBuilder openssl = new ProcessBuilder(("openssl " + request).split(" "));
      openssl.command().addAll(List.of("-keyout", "" + pem, "-out", pem + ".chain"));
      int status = openssl.redirectErrorStream(true).start().waitFor();
      if (status != 0) {
        throw new IOException("openssl req ended with status " + status);
      }
      return Identity.ofPem(Path.of(pem + ".chain"), pem);
    } finally {
      Files.deleteIfExists(pem);
      Files.deleteIfExists(Path.of(pem + ".chain"));
      Files.delete(folder);
    }
  }

  private static void accept(Socket listener, TlsServer tls, Mode mode) {
    while (true) {
      try {
        Socket connection = listener.accept();
        Thread.startVirtualThread(() -> serve(connection, tls, mode));
      } catch (IOException e) {
        System.err.println(e);
      }
    }
  }

  private static void serve(Socket socket, TlsServer tls, Mode mode) {
    try (socket) {
      socket.option(TcpOption.TCP_NODELAY, true);
      Connection connection = tls.accept(Connection.of(socket));
      byte[] buffer = new byte[mode.buffer];
      int count;
      while ((count = connection.read(buffer)) > 0) {
        if (mode.echoes()) {
          connection.write(buffer, 0, count);
        }
      }
      connection.close();
    } catch (IOException e) {
      // The peer has gone, which ends the connection and nothing else.
    }
  }
}
