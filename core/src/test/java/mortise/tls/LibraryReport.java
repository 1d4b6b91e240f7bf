package mortise.tls;

import java.nio.file.Path;
import java.util.List;
import mortise.net.SocketPair;
import mortise.server.Connection;
import mortise.testing.Ended;
import mortise.testing.Running;
import mortise.testing.Threads;
import mortise.tls.TlsPair.Carrier;

/** A program that prints, line by line, how TLS works with the libssl of its process. */
final class LibraryReport {
  private LibraryReport() {}

  /** Arguments: a PEM file of an identity with its key, and that of its CA. */
  public static void main(String[] files) throws Exception {
    Path both = Path.of(files[0]);
    try {
      System.out.println("library: " + TlsEngine.openssl());
      TlsServer server = TlsServer.of(Identity.ofPem(both, both)).alpnProtocols("x");
      System.out.println("engine: " + server.engine());
      SelfSigned.P256.identity("a.example");
      TlsClient client = TlsClient.of(Trust.ofPem(Path.of(files[1]))).alpnProtocols("x");
      shakeHands(server, client.engine(server.engine()));
    } catch (Throwable t) {
      System.out.println("refused: " + t);
    }
    System.out.println("live: " + OpensslEngine.live());
  }

  private static void shakeHands(TlsServer server, TlsClient client) throws Exception {
    SocketPair below = Carrier.SOCKETPAIR.open();
    Running<Connection> accepting =
        Running.start(Threads.VIRTUAL, () -> server.accept(Connection.of(below.second())));
    Running<Connection> connecting =
        Running.start(
            Threads.VIRTUAL, () -> client.connect(Connection.of(below.first()), "a.example"));
    for (Running<Connection> one : List.of(accepting, connecting)) {
      Ended<Connection> ended = one.end();
      System.out.println(
          (one == accepting ? "server: " : "client: ")
              + (ended.thrown() == null ? "well" : "" + ended.thrown()));
      if (ended.thrown() == null) {
        ended.value().close();
      }
    }
  }
}
