package mortise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mortise.net.Inet4;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsServerTest {
  @Test
  void clientsWithoutHandshakeDoNotDelayOthers(@TempDir Path folder) throws Exception {
    Authority authority = Authority.in(folder);
    TlsServer tls = TlsServer.of(authority.issue("a.example").identity());
    TlsClient client = TlsClient.of(authority.trust());
    List<Socket> silent = new ArrayList<>();
    try (Server server =
        Server.of(connection -> connection.write(connection.readLine(80) + "\n"))
            .listen(Inet4.LOOPBACK)
            .through(tls::accept)
            .open()) {
      for (int i = 0; i < 50; i++) {
        Socket socket = Socket.open();
        silent.add(socket);
        socket.connect(server.address());
      }
      for (int i = 0; i < 3; i++) {
        Socket socket = Socket.open();
        socket.connect(server.address());
        try (Connection connection = client.connect(Connection.of(socket), "a.example")) {
          connection.write("hello\n");
          assertThat(connection.readLine(80)).isEqualTo("hello");
          assertThat(connection.readLine(80)).isNull();
        }
      }
    } finally {
      silent.forEach(Socket::close);
    }
  }
}
