package mortise.snippets;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import mortise.net.Socket;
import mortise.server.Connection;
import mortise.server.Handler;
import mortise.server.Server;
import mortise.tls.Identity;
import mortise.tls.TlsClient;
import mortise.tls.TlsServer;
import mortise.tls.Trust;

/** The package {@code mortise.tls}. */
final class TlsSnippets {
  void client() throws IOException {
    TlsClient tls = TlsClient.system(); // @start region="client"
    try (Socket s = Socket.dial("example.org", 443, Duration.ofSeconds(5));
        Connection c = tls.connect(Connection.of(s), "example.org")) {
      c.write("HEAD / HTTP/1.0\r\n\r\n");
    }
    // @end
  }

  void server(Path chain, Path key, Handler handler) throws IOException {
    TlsServer acceptor = TlsServer.of(Identity.ofPem(chain, key)); // @start region="server"
    Server server = Server.of(handler).through(acceptor::accept).listen(8443).open();
    // @end
    server.close();
  }

  void accept(Path chain, Path key, Socket listener) throws IOException {
    TlsServer tls = TlsServer.of(Identity.ofPem(chain, key)); // @start region="accept"
    try (Connection c = tls.accept(Connection.of(listener.accept()))) {
      c.write("byebye");
    }
    // @end
  }

  void ownCa(Path certificates) throws IOException {
    TlsClient tls = TlsClient.of(Trust.ofPem(certificates)); // @start region="ownCa"
    try (Socket s = Socket.dial("db.internal", 8443, Duration.ofSeconds(5));
        Connection c = tls.connect(Connection.of(s), "db.internal")) {
      IO.println(c.readLine(8192));
    }
    // @end
  }
}
